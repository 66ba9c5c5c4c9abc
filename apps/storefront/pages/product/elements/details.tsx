/** The properties of a product: the values of its facets, by their labels. */

type Facet = { facetLabel: string; label: string };

type DetailsProps = { facets: readonly Facet[]; title: string; lang: string | undefined };

export function Details({ facets, title, lang }: DetailsProps) {
  if (facets.length === 0) return null;
  const byLabel = Map.groupBy(facets, ({ facetLabel }) => facetLabel);
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-lg">{title}</h2>
      <dl lang={lang} className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-sm">
        {[...byLabel].map(([facetLabel, values]) => (
          <div key={facetLabel} className="contents">
            <dt className="text-muted">{facetLabel}</dt>
            <dd className="min-w-0 wrap-anywhere">{values.map(({ label }) => label).join(", ")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
