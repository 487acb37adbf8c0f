package dev.attune.experiments.json;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * A component of a record, as a key of an object.
 *
 * @param key in snake_case
 * @param type of the value
 * @param accessor reads it
 * @param defaultJson its {@link Default}, or null
 */
record Member(String key, BoundType type, Method accessor, String defaultJson) {

  /** The components of a record type, in order. */
  static List<Member> of(BoundType record) {
    List<Member> members = new ArrayList<>();
    for (RecordComponent component : record.raw().getRecordComponents()) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      Default annotation = component.getAnnotation(Default.class);
      members.add(
          new Member(
              Keys.snakeCase(component.getName()),
              record.resolve(component.getGenericType()),
              accessor,
              annotation == null ? null : annotation.value()));
    }
    return members;
  }

  Object read(Object record) {
    try {
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + accessor, e);
    }
  }
}
