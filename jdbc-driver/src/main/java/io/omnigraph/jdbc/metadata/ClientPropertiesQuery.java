package io.omnigraph.jdbc.metadata;

import java.util.List;

/** getClientInfoProperties; the connection keeps the values and changes nothing by them. */
public final class ClientPropertiesQuery {
  /** The names that setClientInfo takes. */
  public static final List<String> NAMES =
      List.of("ApplicationName", "ClientHostname", "ClientUser");

  private static final int MAX_LENGTH = 255;
  private static final Shape SHAPE =
      Shape.of().text("NAME").ints("MAX_LEN").text("DEFAULT_VALUE", "DESCRIPTION").sortedBy(0);

  private ClientPropertiesQuery() {}

  static MetaRows rows() {
    return SHAPE.rows(
        List.of(
            new Object[] {"ApplicationName", MAX_LENGTH, "", "Name of the application"},
            new Object[] {"ClientHostname", MAX_LENGTH, "", "Host the application runs on"},
            new Object[] {"ClientUser", MAX_LENGTH, "", "User the work is done for"}));
  }
}
