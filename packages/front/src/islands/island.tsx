/** Islands: the parts of a document that live in the browser. The server renders each, with its properties as JSON beside it. */
import { type ComponentType, createContext, type ReactNode, useContext } from "react";

/** How the browser loads the module of each island, by the island's name. Its component is the only export of the module. */
export type IslandModules = Readonly<Record<string, () => Promise<Readonly<Record<string, ComponentType>>>>>;

type IslandProps<Props extends object> = { name: string; of: ComponentType<Props>; props: Props; className?: string };

/** The words for the islands inside that have not started in time, with a way to load them again: styles show them, without any script. */
const LateWords = createContext<ReactNode>(null);

export const LateIslands = LateWords.Provider;

const used = new Set<string>();

/** Runs a rendering, and returns its result with the names of the islands in it. */
export function usedIslands<Result>(render: () => Result): { result: Result; names: readonly string[] } {
  used.clear();
  const result = render();
  return { result, names: [...used] };
}

/** Renders a component as an island: `startIslands` brings it to life by its name. Properties must survive JSON. */
export function Island<Props extends object>({ name, of: Component, props, className }: IslandProps<Props>) {
  used.add(name);
  const late = useContext(LateWords);
  return (
    <>
      {late === null ? null : <div data-late={name}>{late}</div>}
      <div data-island={name} data-props={JSON.stringify(props)} className={className}>
        <Component {...props} />
      </div>
    </>
  );
}
