package io.omnigraph.engine.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** Checks texts of type Json. */
final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private JsonText() {}

  /** Exactly one JSON value. */
  static void check(PropertyType type, byte[] b, int from, int to) {
    try (JsonParser parser = FACTORY.createParser(b, from, to - from)) {
      if (parser.nextToken() == null) {
        throw ValueText.invalid(type, b, from, to);
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw ValueText.invalid(type, b, from, to);
      }
    } catch (IOException e) {
      throw ValueText.invalid(type, b, from, to).causedBy(e);
    }
  }
}
