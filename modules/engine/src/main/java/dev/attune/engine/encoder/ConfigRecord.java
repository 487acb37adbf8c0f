package dev.attune.engine.encoder;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Configuration records as small JSON files and back, strictly: every component stands there, in
 * snake_case, with its own type, and nothing else does. A component is an {@code int}, {@code
 * double}, {@code boolean}, a string, an enum (in lower case), such a record, or a list of numbers
 * or of such records.
 */
public final class ConfigRecord {
  private ConfigRecord() {}

  /**
   * Reads a file.
   *
   * @param type a public record
   * @throws IllegalArgumentException in one line with file and key, if the file is missing, over 64
   *     KiB, no object or wrong, or if the record refuses what stands there
   * @throws java.io.UncheckedIOException if the disk fails
   */
  public static <R extends Record> R read(Path file, Class<R> type) {
    return bind(file, ConfigFile.read(file), type);
  }

  /**
   * Writes a file, and the folders above it.
   *
   * @throws java.io.UncheckedIOException if the disk refuses
   */
  public static void write(Path file, Record configuration) {
    ConfigFile.write(file, tree(configuration));
  }

  /** The components of a record by key. */
  static Map<String, Object> tree(Record configuration) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (RecordComponent component : configuration.getClass().getRecordComponents()) {
      try {
        tree.put(key(component), plain(component.getAccessor().invoke(configuration)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component.toString(), e);
      }
    }
    return tree;
  }

  private static Object plain(Object value) {
    if (value instanceof Enum<?> constant) {
      return word(constant);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ConfigRecord::plain).toList();
    }
    return value instanceof Record record ? tree(record) : value;
  }

  /**
   * A record from its components.
   *
   * @param file for messages
   * @param tree emptied as keys are taken
   * @throws IllegalArgumentException in one line with file and key
   */
  static <R> R bind(Path file, Map<String, Object> tree, Class<R> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(file, key(components[i]), tree, components[i].getGenericType());
    }
    if (!tree.isEmpty()) {
      List<String> keys = Arrays.stream(components).map(ConfigRecord::key).toList();
      throw ConfigFile.wrong(file, "no further key than " + keys, tree.keySet().toString());
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new IllegalArgumentException(file + ": " + refused.getMessage(), refused);
      }
      throw new IllegalStateException(type.toString(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.toString(), e);
    }
  }

  /** Takes one value out of a tree. */
  static Object value(Path file, String key, Map<String, Object> tree, Type type) {
    if (!tree.containsKey(key)) {
      throw ConfigFile.wrong(file, "key " + key, "only " + tree.keySet());
    }
    Object found = tree.remove(key);
    if (type == int.class && found instanceof Integer) {
      return found;
    }
    if (type == double.class && found instanceof Number number) {
      return number.doubleValue();
    }
    if (type == boolean.class && found instanceof Boolean) {
      return found;
    }
    if (type == String.class && found instanceof String) {
      return found;
    }
    if (type instanceof Class<?> enumeration && enumeration.isEnum()) {
      return constant(file, key, found, enumeration);
    }
    if (type instanceof Class<?> nested && nested.isRecord() && found instanceof Map) {
      return record(file, key, found, nested);
    }
    if (type instanceof ParameterizedType list && found instanceof List<?> elements) {
      return elements(file, key, elements, (Class<?>) list.getActualTypeArguments()[0]);
    }
    throw ConfigFile.wrong(file, "%s for key %s".formatted(expected(type), key), found.toString());
  }

  private static String expected(Type type) {
    if (type == int.class) {
      return "a whole number of 32 bits";
    }
    if (type == double.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type instanceof Class<?> nested && nested.isRecord()) {
      return "an object";
    }
    return type == String.class ? "a text" : "a list";
  }

  private static Object constant(Path file, String key, Object found, Class<?> enumeration) {
    List<String> words = new ArrayList<>();
    for (Object constant : enumeration.getEnumConstants()) {
      String word = word((Enum<?>) constant);
      if (word.equals(found)) {
        return constant;
      }
      words.add(word);
    }
    throw ConfigFile.wrong(file, "one of %s for key %s".formatted(words, key), found.toString());
  }

  private static List<Object> elements(Path file, String key, List<?> elements, Class<?> type) {
    List<Object> bound = new ArrayList<>();
    for (Object element : elements) {
      if (type == Double.class) {
        bound.add(number(file, key, element));
      } else if (type == Integer.class) {
        bound.add(whole(file, key, element));
      } else {
        bound.add(record(file, key, element, type));
      }
    }
    return bound;
  }

  private static double number(Path file, String key, Object element) {
    if (element instanceof Number number) {
      return number.doubleValue();
    }
    throw ConfigFile.wrong(file, "numbers in the list of key " + key, element.toString());
  }

  private static int whole(Path file, String key, Object element) {
    if (element instanceof Integer number) {
      return number;
    }
    throw ConfigFile.wrong(file, "whole numbers in the list of key " + key, element.toString());
  }

  private static Object record(Path file, String key, Object element, Class<?> type) {
    if (!(element instanceof Map<?, ?> map)) {
      throw ConfigFile.wrong(file, "objects in the list of key " + key, element.toString());
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    map.forEach((name, value) -> tree.put((String) name, value));
    return bind(file, tree, type);
  }

  private static String key(RecordComponent component) {
    return key(component.getName());
  }

  /** A Java name in snake_case. */
  static String key(String name) {
    return name.replaceAll("(?!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
