/** A service of the list, as the written blocks show it. */

/** `hasTemplates`: its folder has the templates of its mail and pages, which an owner replaces. `audit`: see the list. */
export type ListedService = {
  name: string;
  offset: number;
  owns: readonly string[];
  audit: string;
  hasTemplates: boolean;
};

/** The services of a list in a tree with these folders. */
export function readListedServices(
  services: readonly Omit<ListedService, "hasTemplates">[],
  hasFolder: (folder: string) => boolean,
): ListedService[] {
  return services.map(({ name, offset, owns, audit }) => {
    const hasTemplates = hasFolder(`subgraphs/${name}/templates`);
    return { name, offset, owns, audit, hasTemplates };
  });
}
