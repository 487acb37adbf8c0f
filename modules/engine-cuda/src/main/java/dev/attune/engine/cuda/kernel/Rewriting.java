package dev.attune.engine.cuda.kernel;

import dev.attune.engine.plan.Operand;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/** Statements and terms with their leaves replaced. */
public final class Rewriting {
  private final UnaryOperator<Term> leaves;
  private final IntUnaryOperator ids;
  private final UnaryOperator<Operand> stores;

  private Rewriting(
      UnaryOperator<Term> leaves, IntUnaryOperator ids, UnaryOperator<Operand> stores) {
    this.leaves = leaves;
    this.ids = ids;
    this.stores = stores;
  }

  /** Loads and stores of elements by other operands; numbers of rows are left. */
  public static Rewriting operands(UnaryOperator<Operand> change) {
    return new Rewriting(
        leaf -> leaf instanceof Term.Load load ? new Term.Load(change.apply(load.operand())) : leaf,
        id -> id,
        change);
  }

  /** Ids counted on from a number. */
  public static Rewriting idsFrom(int first) {
    UnaryOperator<Term> leaves =
        leaf -> {
          if (leaf instanceof Term.Element element) {
            return new Term.Element(element.id() + first);
          }
          return leaf instanceof Term.RowValue row ? new Term.RowValue(row.id() + first) : leaf;
        };
    return new Rewriting(leaves, id -> id + first, operand -> operand);
  }

  /** Leaves of terms replaced. */
  public static Rewriting leaves(UnaryOperator<Term> change) {
    return new Rewriting(change, id -> id, operand -> operand);
  }

  /** The statement, rewritten. */
  public Statement of(Statement statement) {
    Term value = of(statement.value());
    if (statement instanceof Statement.Let let) {
      return new Statement.Let(ids.applyAsInt(let.id()), value);
    } else if (statement instanceof Statement.LetRow let) {
      return new Statement.LetRow(ids.applyAsInt(let.id()), value);
    } else if (statement instanceof Statement.Reduce reduce) {
      return new Statement.Reduce(ids.applyAsInt(reduce.id()), reduce.reduction(), value);
    } else if (statement instanceof Statement.Store store) {
      return new Statement.Store(stores.apply(store.to()), value);
    }
    return new Statement.StoreRow(((Statement.StoreRow) statement).to(), value);
  }

  /** The term, rewritten. */
  public Term of(Term term) {
    if (term instanceof Term.Apply apply) {
      return new Term.Apply(apply.function(), of(apply.argument()));
    } else if (term instanceof Term.Call call) {
      return new Term.Call(call.routine(), of(call.argument()));
    } else if (term instanceof Term.Slope slope) {
      return new Term.Slope(
          slope.function(), of(slope.gradient()), of(slope.at()), slope.fromResult());
    } else if (term instanceof Term.Join join) {
      return new Term.Join(join.operation(), of(join.left()), of(join.right()));
    }
    return leaves.apply(term);
  }
}
