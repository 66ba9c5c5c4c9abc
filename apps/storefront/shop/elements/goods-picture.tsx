/** The small picture of goods that are being bought, or were: its place stays where there is none. */

export function GoodsPicture({ url }: { url: string | undefined }) {
  return (
    <span className="size-12 shrink-0 overflow-hidden rounded-lg bg-ground">
      {url ? <img src={url} alt="" width={48} height={48} className="size-full object-cover" /> : null}
    </span>
  );
}
