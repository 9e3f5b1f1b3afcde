package io.omnigraph.jdbc.metadata;

/** Name and version of product and driver. A test compares them with the build. */
public final class ProductVersion {
  public static final String NAME = "OmniGraph";
  public static final String DRIVER = "OmniGraph JDBC driver";
  public static final int MAJOR = 0;
  public static final int MINOR = 1;
  public static final String TEXT = "0.1.0";

  private ProductVersion() {}
}
