package dev.attune.experiments.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A type whose variables all stand for known types.
 *
 * @param raw the class
 * @param arguments for its type parameters, in order
 */
record BoundType(Class<?> raw, List<BoundType> arguments) {

  BoundType {
    arguments = List.copyOf(arguments);
  }

  static BoundType of(Class<?> raw, Class<?>... arguments) {
    List<BoundType> bound = new ArrayList<>();
    for (Class<?> argument : arguments) {
      bound.add(of(argument));
    }
    return new BoundType(raw, bound);
  }

  /** A type as it stands in the declaration of this one's class. */
  BoundType resolve(Type declared) {
    if (declared instanceof Class<?> plain) {
      return of(plain);
    }
    if (declared instanceof ParameterizedType generic) {
      List<BoundType> bound = new ArrayList<>();
      for (Type argument : generic.getActualTypeArguments()) {
        bound.add(resolve(argument));
      }
      return new BoundType((Class<?>) generic.getRawType(), bound);
    }
    if (declared instanceof WildcardType wildcard) {
      return resolve(wildcard.getUpperBounds()[0]);
    }
    if (declared instanceof TypeVariable<?> variable
        && variables().get(variable.getName()) != null) {
      return variables().get(variable.getName());
    }
    throw new IllegalStateException(this + " cannot be bound: " + declared);
  }

  /** What an element of a list, the value of a map or the content of an optional is. */
  BoundType element() {
    return arguments.get(arguments.size() - 1);
  }

  private Map<String, BoundType> variables() {
    Map<String, BoundType> variables = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      variables.put(raw.getTypeParameters()[i].getName(), arguments.get(i));
    }
    return variables;
  }
}
