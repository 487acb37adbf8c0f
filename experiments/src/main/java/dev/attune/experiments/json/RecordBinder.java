package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Binds JSON to records of any module, strictly, and writes them back whole. Immutable.
 *
 * <p>Keys are the components' names in snake_case. Components may be numbers, booleans, strings,
 * paths, enums (constants in lower case), records, lists, sets, maps from strings, optionals
 * (absent when left out, the only way to leave out without a default), registered scalars, and
 * families: an object whose {@code type} names the record. Nothing is converted: an integer is no
 * string, and 0.1 no integer.
 *
 * <p>A key left out takes, in this order: the value of the object's {@code preset} if it names one;
 * the component of the default that the enclosing record has for this object; the component's
 * {@link Default}; the component of the class's registered default. An object in the file is thus
 * laid over a default object key by key, as long as both are of one type.
 */
public final class RecordBinder {
  static final String TYPE = "type";
  static final String PRESET = "preset";

  private final Map<Class<?>, Scalar<?>> scalars;
  private final Map<Class<?>, Object> defaults;
  private final Map<Class<?>, Set<String>> required;
  private final Map<Class<?>, Map<String, Object>> presets;
  private final Map<BoundType, Map<String, Class<?>>> families;

  private RecordBinder(Builder builder) {
    scalars = Map.copyOf(builder.scalars);
    defaults = Map.copyOf(builder.defaults);
    required = Map.copyOf(builder.required);
    presets = Map.copyOf(builder.presets);
    families = Map.copyOf(builder.families);
  }

  /** A binder to be told of defaults and families. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a record.
   *
   * @throws InvalidJsonException with every problem of the document; what a record's constructor
   *     refuses is a problem as well
   */
  public <R extends Record> R bind(JsonDocument document, Class<R> record) {
    Problems problems = new Problems(document.name(), document.origins());
    Object value =
        new Reading(this, problems).read(document.root(), BoundType.of(record), "", null);
    problems.throwIfAny();
    return record.cast(value);
  }

  /** Writes a record with every default; only empty optionals are left out. */
  public ObjectNode write(Record value) {
    return (ObjectNode) new Writing(this).write(value, BoundType.of(value.getClass()));
  }

  Scalar<?> scalar(BoundType type) {
    return scalars.get(type.raw());
  }

  Map<String, Class<?>> family(BoundType type) {
    return families.get(type);
  }

  Object defaults(Class<?> record) {
    return defaults.get(record);
  }

  boolean isRequired(Class<?> record, String key) {
    return required.getOrDefault(record, Set.of()).contains(key);
  }

  Map<String, Object> presets(Class<?> record) {
    return presets.getOrDefault(record, Map.of());
  }

  /** Collects what a binder knows. */
  public static final class Builder {
    private final Map<Class<?>, Scalar<?>> scalars = new HashMap<>(Scalars.plain());
    private final Map<Class<?>, Object> defaults = new HashMap<>();
    private final Map<Class<?>, Set<String>> required = new HashMap<>();
    private final Map<Class<?>, Map<String, Object>> presets = new HashMap<>();
    private final Map<BoundType, Map<String, Class<?>>> families = new HashMap<>();

    private Builder() {}

    /**
     * The defaults of a record class.
     *
     * @param instance gives each component's default
     * @param withoutDefault keys that have to be given all the same
     */
    public Builder defaults(Record instance, String... withoutDefault) {
      defaults.put(instance.getClass(), instance);
      required.put(instance.getClass(), Set.of(withoutDefault));
      return this;
    }

    /** A named instance: {@code "preset": name} in an object of its class takes it as default. */
    public Builder preset(String name, Record instance) {
      presets.computeIfAbsent(instance.getClass(), c -> new TreeMap<>()).put(name, instance);
      return this;
    }

    /** How a class of one JSON value is read and written. */
    public <T> Builder scalar(Class<T> type, Scalar<T> scalar) {
      scalars.put(type, scalar);
      return this;
    }

    /**
     * A family whose members the key {@code type} tells apart.
     *
     * @param base the interface that components are declared with
     * @param arguments of its type parameters; members with as many type parameters get the same
     * @param members record classes by the names of their types
     * @throws IllegalArgumentException if a member is no record or has a component {@code type}
     */
    public Builder family(
        Class<?> base, Class<?>[] arguments, Map<String, ? extends Class<?>> members) {
      members.forEach((name, member) -> requireMember(base, name, member));
      families.put(
          BoundType.of(base, arguments), Collections.unmodifiableMap(new TreeMap<>(members)));
      return this;
    }

    /** A family without type parameters. */
    public Builder family(Class<?> base, Map<String, ? extends Class<?>> members) {
      return family(base, new Class<?>[0], members);
    }

    /** The finished binder. */
    public RecordBinder build() {
      return new RecordBinder(this);
    }

    private static void requireMember(Class<?> base, String name, Class<?> member) {
      if (!member.isRecord() || !base.isAssignableFrom(member)) {
        throw new IllegalArgumentException(
            name
                + ": expected a record that is a "
                + base.getName()
                + ", found "
                + member.getName());
      }
      if (Member.of(BoundType.of(member, erasedArguments(member))).stream()
          .anyMatch(m -> m.key().equals(TYPE))) {
        throw new IllegalArgumentException(
            name + ": expected no component called type, found one in " + member.getName());
      }
    }

    private static Class<?>[] erasedArguments(Class<?> member) {
      Class<?>[] arguments = new Class<?>[member.getTypeParameters().length];
      Arrays.fill(arguments, Object.class);
      return arguments;
    }
  }

  JsonNode parsedDefault(Member member) {
    return JsonDocument.parse("the default of " + member.key(), member.defaultJson()).root();
  }
}
