package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Objects read as records, their defaults filled in. */
final class ReadingRecords {
  /** How constructors begin a message about one component. */
  private static final Pattern ABOUT_KEY =
      Pattern.compile("([a-z][a-z0-9_]*): (.*)", Pattern.DOTALL);

  private final RecordBinder binder;
  private final Problems problems;
  private final Reading values;

  ReadingRecords(RecordBinder binder, Problems problems, Reading values) {
    this.binder = binder;
    this.problems = problems;
    this.values = values;
  }

  /** A record whose class the key {@code type} names, or the default if there is no such key. */
  Object family(JsonNode node, BoundType type, String path, Object ambient) {
    Map<String, Class<?>> members = binder.family(type);
    String at = Keys.join(path, RecordBinder.TYPE);
    JsonNode name = node.get(RecordBinder.TYPE);
    Class<?> member = ambient == null ? null : ambient.getClass();
    if (name != null && !name.isTextual()) {
      problems.add(
          at, "expected " + Problems.oneOf(members.keySet()) + ", found " + Problems.found(name));
      return null;
    }
    if (name != null) {
      member = members.get(name.textValue());
      if (member == null) {
        values.unknown(at, name.textValue(), members.keySet());
        return null;
      }
    }
    if (member == null) {
      problems.add(at, "missing; expected " + Problems.oneOf(members.keySet()));
      return null;
    }
    boolean generic = member.getTypeParameters().length == type.arguments().size();
    BoundType bound = generic ? new BoundType(member, type.arguments()) : BoundType.of(member);
    return read(node, bound, path, ambient, true);
  }

  /** A record of a known class. */
  Object record(JsonNode node, BoundType type, String path, Object ambient) {
    return read(node, type, path, ambient, false);
  }

  private Object read(JsonNode node, BoundType type, String path, Object given, boolean typed) {
    int before = problems.count();
    List<Member> members = Member.of(type);
    Object ambient = type.raw().isInstance(given) ? given : null;
    Set<String> keys = new LinkedHashSet<>();
    members.forEach(member -> keys.add(member.key()));
    if (typed) {
      keys.add(RecordBinder.TYPE);
    }
    if (!binder.presets(type.raw()).isEmpty() && keys.add(RecordBinder.PRESET)) {
      ambient = preset(node, type, path).orElse(ambient);
      if (problems.count() > before) {
        return null;
      }
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!keys.contains(entry.getKey())) {
        problems.add(
            Keys.join(path, entry.getKey()),
            "unknown key; " + Problems.didYouMean(entry.getKey(), keys));
      }
    }
    Object[] arguments = new Object[members.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = component(node, type, members.get(i), path, ambient);
    }
    return problems.count() == before ? construct(type, members, arguments, path) : null;
  }

  private Optional<Object> preset(JsonNode node, BoundType type, String path) {
    JsonNode name = node.get(RecordBinder.PRESET);
    if (name == null) {
      return Optional.empty();
    }
    Map<String, Object> presets = binder.presets(type.raw());
    Object preset = presets.get(name.asText());
    if (preset == null || !name.isTextual()) {
      values.unknown(Keys.join(path, RecordBinder.PRESET), name.asText(), presets.keySet());
    }
    return Optional.ofNullable(preset);
  }

  private Object component(
      JsonNode node, BoundType type, Member member, String path, Object ambient) {
    String at = Keys.join(path, member.key());
    JsonNode value = node.get(member.key());
    int before = problems.count();
    Object fallback = fallback(type, member, at, ambient);
    if (value != null) {
      return values.read(value, member.type(), at, fallback);
    }
    if (fallback == null && problems.count() == before) {
      problems.add(at, "missing; expected " + values.expected(member.type()));
    }
    return fallback;
  }

  private Object fallback(BoundType type, Member member, String path, Object ambient) {
    if (ambient != null) {
      return member.read(ambient);
    }
    if (member.defaultJson() != null) {
      return values.read(binder.parsedDefault(member), member.type(), path, null);
    }
    Object defaults = binder.defaults(type.raw());
    if (defaults != null && !binder.isRequired(type.raw(), member.key())) {
      return member.read(defaults);
    }
    return member.type().raw() == Optional.class ? Optional.empty() : null;
  }

  private Object construct(BoundType type, List<Member> members, Object[] arguments, String path) {
    Class<?>[] parameters =
        Arrays.stream(type.raw().getRecordComponents())
            .map(component -> component.getType())
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.raw().getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof IllegalArgumentException refused)) {
        throw new IllegalStateException(type.raw() + " failed on " + path, e.getCause());
      }
      refused(refused.getMessage(), members, path);
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot construct " + type.raw(), e);
    }
  }

  private void refused(String message, List<Member> members, String path) {
    Matcher about = ABOUT_KEY.matcher(String.valueOf(message));
    boolean known =
        about.matches() && members.stream().anyMatch(m -> m.key().equals(about.group(1)));
    if (known) {
      problems.add(Keys.join(path, about.group(1)), about.group(2));
    } else {
      problems.add(path, String.valueOf(message));
    }
  }
}
