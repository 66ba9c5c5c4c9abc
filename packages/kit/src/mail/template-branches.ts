/** Conditional tags that render all of their branches, so that trying a template finds an unknown name wherever it stands. */
import {
  type Arguments,
  CaseTag,
  type Context,
  type Emitter,
  evalToken,
  IfTag,
  type Liquid,
  type Tag,
  type Template,
  UnlessTag,
  Value,
} from "liquidjs";

/** Makes `if`, `unless` and `case` of this engine evaluate every condition and render every branch. */
export function renderEveryBranch(engine: Liquid): void {
  engine.registerTag("if", EveryIf);
  engine.registerTag("unless", EveryUnless);
  engine.registerTag("case", EveryCase);
}

class EveryIf extends IfTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, string> {
    yield* renderAll(this, context, emitter);
  }
}

class EveryUnless extends UnlessTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    yield* renderAll(this, context, emitter);
  }
}

class EveryCase extends CaseTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    yield* renderAll(this, context, emitter);
  }
}

type Conditional = Tag & { arguments(): Arguments; children(): Generator<unknown, Template[]> };

function* renderAll(tag: Conditional, context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
  for (const argument of tag.arguments())
    yield argument instanceof Value ? argument.value(context, false) : evalToken(argument, context);
  yield tag.liquid.renderer.renderTemplates(yield* tag.children(), context, emitter);
}
