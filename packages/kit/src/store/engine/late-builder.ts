/** Builders without a connection: a process writes each statement once on that of the engine, and starts it on the connection of its caller. */
import type { EngineName } from "./dialect.ts";
import type { Reader, Tx } from "./engine.ts";

/** The connection of a builder, for statements of the late builder of its engine. */
export type Link = {
  engine: EngineName;
  late: Tx;
  /** Runs `run`, which starts a statement of the late builder before it returns. */
  start<T>(run: () => T): T;
};

const links = new WeakMap<Reader, Link>();

/** The connection of a builder. */
export function linkOf(builder: Reader): Link {
  const link = links.get(builder);
  if (!link) throw new Error("a statement runs on the builder of a connection only");
  return link;
}

/** Creates the late builder of an engine, and returns the function that links a builder to its connection. */
export function lateBuilder<Connection>(
  engine: EngineName,
  create: (connection: () => Connection) => Tx,
): (builder: Tx, connection: Connection) => void {
  let current: Connection | undefined;
  const late = create(() => {
    if (current === undefined) throw new Error("a statement without a connection has to start where it is run");
    return current;
  });
  return (builder, connection) => {
    const start = <T>(run: () => T): T => {
      const outer = current;
      current = connection;
      try {
        return run();
      } finally {
        current = outer;
      }
    };
    links.set(builder, { engine, late, start });
  };
}
