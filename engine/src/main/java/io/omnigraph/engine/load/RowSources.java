package io.omnigraph.engine.load;

import io.omnigraph.engine.schema.GraphSchema;
import io.omnigraph.engine.schema.NearNames;
import io.omnigraph.engine.schema.TableType;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;

/** Opens the file of a load. */
public final class RowSources {
  private RowSources() {}

  /**
   * @param branch for messages
   * @throws OmnigraphException LOAD_FILE_NOT_FOUND; TABLE_NOT_FOUND; COLUMN_NOT_FOUND for a header
   *     or a column list that names something else
   */
  public static RowSource open(LoadRequest request, GraphSchema schema, String branch) {
    TableType table =
        request
            .table()
            .map(name -> schema.table(name).orElseThrow(() -> notFound(name, schema, branch)))
            .orElse(null);
    if (request.format() == LoadRequest.Format.CSV && table == null) {
      throw new OmnigraphException(
          ErrorCode.UNSUPPORTED,
          "A CSV file of several tables",
          " Use COPY with one table, or a JSONL file.");
    }
    InputFile file = InputFile.open(request.file(), request.progress());
    try {
      return request.format() == LoadRequest.Format.CSV
          ? new CsvReader(request, table, file)
          : new JsonlReader(request, schema, table, file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static OmnigraphException notFound(String name, GraphSchema schema, String branch) {
    String near = NearNames.hint(name, schema.tables().stream().map(TableType::name).toList());
    return new OmnigraphException(ErrorCode.TABLE_NOT_FOUND, name, branch, near);
  }
}
