package dev.attune.experiments.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record component is when its key is left out. Records of modules that know no JSON get
 * their defaults from {@link RecordBinder.Builder#defaults} instead.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {

  /**
   * The default as it would stand in a file: {@code 0.1}, {@code "nd4j"} in its quotes, {@code
   * {"type": "clip"}}. An object in the file is laid over an object given here, key by key.
   */
  String value();
}
