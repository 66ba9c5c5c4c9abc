/** Islands: the parts of a document that live in the browser. The server renders each, with its properties as JSON beside it. */
import { type ComponentType, createContext, type ReactNode, useContext } from "react";

/** How the browser loads the module of each island, by the island's name. Its component is the only export of the module. */
export type IslandModules = Readonly<Record<string, () => Promise<Readonly<Record<string, ComponentType>>>>>;

type IslandProps<Props extends object> = {
  name: string;
  of: ComponentType<Props>;
  props: Props;
  className?: string;
  /** It starts, and its script is loaded, once the focus is in it: until then its document does what is needed. */
  waitsForFocus?: boolean;
};

/** The words for the islands inside that have not started in time, with a way to load them again: styles show them, without any script. */
const LateWords = createContext<ReactNode>(null);

export const LateIslands = LateWords.Provider;

const used = new Set<string>();

/** Runs a rendering, and returns its result with the names of the islands in it that start with the document. */
export function usedIslands<Result>(render: () => Result): { result: Result; names: readonly string[] } {
  used.clear();
  const result = render();
  return { result, names: [...used] };
}

/** Renders a component as an island: `startIslands` brings it to life by its name. Properties must survive JSON. */
export function Island<Props extends object>(island: IslandProps<Props>) {
  const { name, of: Component, props, className, waitsForFocus = false } = island;
  if (!waitsForFocus) used.add(name);
  const late = useContext(LateWords);
  return (
    <>
      {late === null ? null : <div data-late={name}>{late}</div>}
      <div
        data-island={name}
        data-props={JSON.stringify(props)}
        data-waits={waitsForFocus ? "" : undefined}
        className={className}
      >
        <Component {...props} />
      </div>
    </>
  );
}
