package io.omnigraph.jdbc;

import io.omnigraph.jdbc.metadata.ClientPropertiesQuery;
import java.util.Properties;

/** Values of setClientInfo; kept for whoever asks, without effect. */
final class ClientNames {
  private final Properties values = new Properties();

  /** False when the name is not one of those that getClientInfoProperties lists. */
  boolean set(String name, String value) {
    if (!ClientPropertiesQuery.NAMES.contains(name)) {
      return false;
    }
    if (value == null) {
      values.remove(name);
    } else {
      values.setProperty(name, value);
    }
    return true;
  }

  void clear() {
    values.clear();
  }

  String get(String name) {
    return values.getProperty(name);
  }

  Properties copy() {
    Properties copy = new Properties();
    copy.putAll(values);
    return copy;
  }
}
