package io.omnigraph.sql.catalog;

import io.omnigraph.engine.session.ReadView;
import io.omnigraph.sql.exec.TableBinding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;

/** The names one statement may use. Remembers which branches it looked at. */
public final class Catalog {
  private final String current;
  private final Function<String, ReadView> views;
  private final Exposure exposure;
  private final Map<String, String> schemaHashes = new TreeMap<>();
  private final CalciteSchema root;

  /**
   * @param current branch of unqualified names
   * @param branches names of the live branches, asked only when a statement names another one
   * @param views the view of a branch
   * @param system schemas of system views, by name
   */
  public Catalog(
      String current,
      Supplier<List<String>> branches,
      Function<String, ReadView> views,
      Map<String, List<SystemTable>> system,
      Exposure exposure) {
    this.current = current;
    this.views = views;
    this.exposure = exposure;
    this.root =
        CalciteSchema.createRootSchema(
            false,
            false,
            "",
            new AbstractSchema() {
              @Override
              protected Map<String, Schema> getSubSchemaMap() {
                Map<String, Schema> map = new LinkedHashMap<>();
                for (String branch : branches.get()) {
                  if (!branch.equals(current)) {
                    map.put(branch, new BranchSchema(branch, branch));
                  }
                }
                return map;
              }
            });
    root.add(current, new BranchSchema(current, ""));
    system.forEach((name, tables) -> root.add(name, new SystemSchema(tables)));
  }

  public CalciteCatalogReader reader(RelDataTypeFactory types) {
    Properties properties = new Properties();
    properties.put("caseSensitive", "false");
    return new CalciteCatalogReader(
        root, List.of(current), types, new CalciteConnectionConfigImpl(properties));
  }

  /** The view of a branch, noted as looked at. */
  public ReadView view(String branch) {
    ReadView view = views.apply(branch);
    schemaHashes.put(branch, view.schema().hash());
    return view;
  }

  /** Branches that were looked at and the hash of the schema they had: what a plan depends on. */
  public Map<String, String> schemaHashes() {
    return schemaHashes;
  }

  private final class BranchSchema extends AbstractSchema {
    private final String branch;
    private final String bindAs;
    private Map<String, Table> tables;

    BranchSchema(String branch, String bindAs) {
      this.branch = branch;
      this.bindAs = bindAs;
    }

    @Override
    protected Map<String, Table> getTableMap() {
      if (tables == null) {
        ReadView view = view(branch);
        tables = new TreeMap<>();
        for (var type : view.schema().tables()) {
          tables.put(
              type.name(),
              new GraphTable(
                  new TableBinding(bindAs, type.name()),
                  type,
                  exposure,
                  () -> view.table(type.name()).rowCount()));
        }
      }
      return tables;
    }
  }

  private static final class SystemSchema extends AbstractSchema {
    private final Map<String, Table> tables = new TreeMap<>();

    SystemSchema(List<SystemTable> system) {
      system.forEach(t -> tables.put(t.name(), t));
    }

    @Override
    protected Map<String, Table> getTableMap() {
      return tables;
    }
  }
}
