package io.omnigraph.sql.plan;

import io.omnigraph.sql.catalog.Exposure;
import io.omnigraph.sql.catalog.GraphTable;
import io.omnigraph.storage.error.ErrorCode;
import io.omnigraph.storage.error.OmnigraphException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

/** Calcite's validator with our rewrites, parameter types and hidden columns. One use. */
@SuppressWarnings("OperatorPrecedence") // && before || is plain to read
final class StatementValidator extends SqlValidatorImpl {
  static final SqlConformance CONFORMANCE =
      new SqlDelegatingConformance(SqlConformanceEnum.BABEL) {
        @Override
        public boolean isNonStrictGroupBy() {
          return false;
        }

        @Override
        public SelectAliasLookup isSelectAlias() {
          return SelectAliasLookup.UNSUPPORTED;
        }
      };

  private final List<PlannerExtension> extensions;
  private final PlanningScope scope;
  private final MarkerTyping markers;
  private final Exposure exposure;

  /**
   * @param markers types of parameters that their surroundings do not type
   */
  StatementValidator(
      SqlOperatorTable operators,
      CalciteCatalogReader catalog,
      RelDataTypeFactory types,
      List<PlannerExtension> extensions,
      PlanningScope scope,
      MarkerTyping markers,
      Exposure exposure) {
    super(
        operators,
        catalog,
        types,
        SqlValidator.Config.DEFAULT
            .withConformance(CONFORMANCE)
            .withDefaultNullCollation(NullCollation.LOW)
            .withIdentifierExpansion(true)
            .withTypeCoercionEnabled(true));
    this.extensions = extensions;
    this.scope = scope;
    this.markers = markers;
    this.exposure = exposure;
  }

  @Override
  protected SqlNode performUnconditionalRewrites(SqlNode node, boolean underFrom) {
    SqlNode rewritten = node;
    if (node instanceof SqlJoin join && exposure.rowNumber() && joinsByName(join)) {
      throw new OmnigraphException(
          ErrorCode.UNSUPPORTED, "NATURAL JOIN or USING in this statement", " Use ON.");
    }
    if (node instanceof SqlCall call
        && call.getOperator().getName().equalsIgnoreCase("COALESCE")
        && call.operandCount() == 0) {
      throw new OmnigraphException(
          ErrorCode.SYNTAX_ERROR, "COALESCE has no arguments. Give it one or more.");
    }
    if (node != null) {
      for (PlannerExtension extension : extensions) {
        rewritten = extension.rewrite(rewritten, scope);
      }
    }
    if (rewritten instanceof SqlCall call) {
      rewritten = RowLists.rewrite(call);
    }
    return super.performUnconditionalRewrites(rewritten, underFrom);
  }

  @Override
  protected void inferUnknownTypes(RelDataType inferred, SqlValidatorScope in, SqlNode node) {
    RelDataType type = inferred;
    if (node instanceof SqlDynamicParam marker) {
      RelDataType given = markers.given(marker);
      type =
          given != null ? given : inferred.equals(getUnknownType()) ? markers.guess(marker) : type;
    } else if (node instanceof SqlCall call
        && (call.getKind() == SqlKind.IS_NULL || call.getKind() == SqlKind.IS_NOT_NULL)
        && call.operand(0) instanceof SqlDynamicParam marker) {
      // Calcite would take a text here, also for the second half of what was COALESCE(?, x).
      setValidatedNodeType(marker, markers.guess(marker));
      return;
    }
    super.inferUnknownTypes(type, in, node);
  }

  @Override
  public RelDataType deriveType(SqlValidatorScope in, SqlNode node) {
    if (node instanceof SqlDynamicParam marker && getValidatedNodeTypeIfKnown(node) == null) {
      RelDataType given = markers.given(marker);
      if (given == null) {
        markers.met(marker);
      } else {
        setValidatedNodeType(node, given);
      }
    }
    return super.deriveType(in, node);
  }

  /** Writes {@code *} out where tables have hidden columns, which it must not show. */
  @Override
  protected RelDataType validateSelectList(
      SqlNodeList items, SqlSelect select, RelDataType targetRowType) {
    if (exposure.equals(Exposure.NONE) || select.getFrom() == null) {
      return super.validateSelectList(items, select, targetRowType);
    }
    List<SqlNode> expanded = new ArrayList<>();
    for (SqlNode item : items) {
      if (item instanceof SqlIdentifier star && star.isStar()) {
        addStar(star, select.getFrom(), (SelectScope) getSelectScope(select), expanded);
      } else {
        expanded.add(item);
      }
    }
    SqlNodeList list = new SqlNodeList(expanded, items.getParserPosition());
    select.setSelectList(list);
    return super.validateSelectList(list, select, targetRowType);
  }

  private static boolean joinsByName(SqlJoin join) {
    return join.isNatural() || join.getConditionType() == JoinConditionType.USING;
  }

  private void addStar(SqlIdentifier star, SqlNode from, SelectScope in, List<SqlNode> to) {
    if (from instanceof SqlJoin join) {
      if (joinsByName(join)) {
        throw new OmnigraphException(
            ErrorCode.UNSUPPORTED, "* over NATURAL JOIN or USING beside _id", " Name the columns.");
      }
      addStar(star, join.getLeft(), in, to);
      addStar(star, join.getRight(), in, to);
      return;
    }
    String alias = SqlValidatorUtil.alias(from, 0);
    if (alias == null
        || star.names.size() > 1
            && !star.names.get(star.names.size() - 2).equalsIgnoreCase(alias)) {
      return;
    }
    SqlValidatorNamespace namespace = getNamespace(from);
    SqlValidatorTable table = namespace.getTable();
    boolean hides = table != null && table.unwrap(GraphTable.class) != null;
    SqlParserPos pos = star.getParserPosition();
    for (RelDataTypeField field : namespace.getRowType().getFieldList()) {
      if (!hides || !Exposure.isHidden(field.getName())) {
        to.add(new SqlIdentifier(List.of(alias, field.getName()), pos));
      }
    }
  }
}
