package dev.attune.experiments.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Records written as objects. */
final class Writing {
  private final RecordBinder binder;

  Writing(RecordBinder binder) {
    this.binder = binder;
  }

  JsonNode write(Object value, BoundType type) {
    Scalar<?> scalar = binder.scalar(type);
    if (scalar != null) {
      return scalar(value, scalar);
    }
    if (value instanceof Enum<?> constant) {
      return JsonNodeFactory.instance.textNode(constant.name().toLowerCase(Locale.ROOT));
    }
    if (value instanceof Collection<?> collection) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      collection.forEach(entry -> list.add(write(entry, type.element())));
      return list;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JsonText.object();
      map.forEach((key, entry) -> object.set(key.toString(), write(entry, type.element())));
      return object;
    }
    Map<String, Class<?>> family = binder.family(type);
    if (family != null) {
      return member(value, type, family);
    }
    if (value instanceof Record) {
      return components(JsonText.object(), value, type);
    }
    throw new IllegalStateException("no binding is registered for " + type);
  }

  @SuppressWarnings("unchecked") // scalars are registered with their own class
  private static <T> JsonNode scalar(Object value, Scalar<T> scalar) {
    return scalar.write().apply((T) value);
  }

  private ObjectNode member(Object value, BoundType type, Map<String, Class<?>> family) {
    Class<?> raw = value.getClass();
    String name =
        family.entrySet().stream()
            .filter(entry -> entry.getValue() == raw)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(raw + " is not registered in " + type));
    boolean generic = raw.getTypeParameters().length == type.arguments().size();
    BoundType bound = generic ? new BoundType(raw, type.arguments()) : BoundType.of(raw);
    return components(JsonText.object().put(RecordBinder.TYPE, name), value, bound);
  }

  private ObjectNode components(ObjectNode object, Object value, BoundType type) {
    for (Member member : Member.of(type)) {
      Object component = member.read(value);
      if (member.type().raw() != Optional.class) {
        object.set(member.key(), write(component, member.type()));
      } else if (component instanceof Optional<?> present && present.isPresent()) {
        object.set(member.key(), write(present.get(), member.type().element()));
      }
    }
    return object;
  }
}
