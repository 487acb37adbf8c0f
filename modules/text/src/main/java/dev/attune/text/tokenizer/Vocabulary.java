package dev.attune.text.tokenizer;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Tokens by id and ids by token, with the special ones known. */
final class Vocabulary {
  private final List<String> tokens;
  private final Map<String, Integer> ids;
  private final Map<SpecialToken, Integer> special = new EnumMap<>(SpecialToken.class);
  private final Set<Integer> specialIds = new HashSet<>();

  /** A vocabulary whose ids are the places in the list. */
  Vocabulary(List<String> tokens) {
    this.tokens = List.copyOf(tokens);
    this.ids = new HashMap<>(2 * tokens.size());
    for (int id = 0; id < tokens.size(); id++) {
      Integer before = ids.put(tokens.get(id), id);
      if (before != null) {
        throw new IllegalArgumentException(
            "vocabulary: expected each token once, found \""
                + tokens.get(id)
                + "\" as "
                + before
                + " and "
                + id);
      }
    }
    for (SpecialToken role : SpecialToken.values()) {
      role.usualNames().stream()
          .filter(ids::containsKey)
          .findFirst()
          .ifPresent(name -> special.put(role, ids.get(name)));
    }
    specialIds.addAll(special.values());
  }

  int size() {
    return tokens.size();
  }

  List<String> tokens() {
    return tokens;
  }

  /** Id of a token, or null. */
  Integer id(String token) {
    return ids.get(token);
  }

  String token(int id) {
    if (id < 0 || id >= tokens.size()) {
      throw new IllegalArgumentException(
          "token id: expected 0 to " + (tokens.size() - 1) + ", found " + id);
    }
    return tokens.get(id);
  }

  OptionalInt special(SpecialToken role) {
    Integer id = special.get(role);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** Id of a special token that this kind of vocabulary cannot do without. */
  int require(SpecialToken role, String source) {
    return special(role)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    source
                        + ": expected a token for "
                        + role
                        + ", one of "
                        + role.usualNames()
                        + ", found none among "
                        + tokens.size()
                        + " tokens"));
  }

  boolean isSpecial(int id) {
    return specialIds.contains(id);
  }
}
