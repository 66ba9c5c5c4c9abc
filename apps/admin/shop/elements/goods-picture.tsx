/** The picture of goods beside their name. Its place is there before it, and without it. */

type GoodsPictureProps = { url: string | undefined };

export function GoodsPicture({ url }: GoodsPictureProps) {
  const size = "size-10 shrink-0 rounded-md bg-ground";
  // The name stands beside it.
  return url === undefined ? (
    <span aria-hidden="true" className={size} />
  ) : (
    <img src={url} alt="" width={40} height={40} loading="lazy" className={`${size} object-cover`} />
  );
}
