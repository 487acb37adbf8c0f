package dev.attune.datasets.known;

import java.util.HashMap;
import java.util.Map;

/** Things that belong together, directly or through others; each group has a short name. */
final class Components {
  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  /** Joins the groups of two things. */
  void join(String left, String right) {
    parents.put(root(left), root(right));
  }

  /** The name of a thing's group. */
  String name(String thing) {
    return names.computeIfAbsent(root(thing), root -> "g" + names.size());
  }

  /** Number of groups named so far. */
  int size() {
    return names.size();
  }

  private String root(String thing) {
    String at = thing;
    while (true) {
      String parent = parents.getOrDefault(at, at);
      if (parent.equals(at)) {
        return at;
      }
      parents.put(at, parents.getOrDefault(parent, parent));
      at = parent;
    }
  }
}
