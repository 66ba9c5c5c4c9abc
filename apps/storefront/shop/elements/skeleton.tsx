/** In place of a cart or a checkout that is being read: boxes of the size that it will most likely have, so that little moves when it comes. */
import { useEffect, useState } from "react";
import { readGuest } from "../cart/guest.ts";

type SkeletonProps = {
  text: string;
  /** Of a checkout, the forms come before the goods. */
  kind: "cart" | "checkout";
};

export function Skeleton({ text, kind }: SkeletonProps) {
  const lines = useKnownLines();
  if (lines === 0) return <p role="status">{text}</p>;
  const goods = Array.from({ length: lines }, (_each, index) => index);
  return (
    <>
      <p role="status" className="sr-only">
        {text}
      </p>
      <div aria-hidden="true" className="grid gap-10 lg:grid-cols-[1fr_22rem]">
        {kind === "cart" ? (
          <div className="divide-y divide-line">
            {goods.map((index) => (
              <div key={index} className="flex h-36 gap-4 py-5">
                <div className="size-20 rounded-lg bg-surface sm:size-24" />
                <div className="h-5 grow rounded-lg bg-surface" />
              </div>
            ))}
          </div>
        ) : (
          <div className="h-120 rounded-2xl bg-surface" />
        )}
        <div className="rounded-2xl border border-line bg-surface p-6">
          {kind === "checkout" ? goods.map((index) => <div key={index} className="h-15" />) : null}
          <div className="h-80" />
        </div>
      </div>
    </>
  );
}

/** The number of lines that the cart had last. The server knows no cart: its document begins without them. */
function useKnownLines(): number {
  const [lines, setLines] = useState(0);
  useEffect(() => {
    const { cart } = readGuest();
    setLines(cart?.lines ?? cart?.quantity ?? 0);
  }, []);
  // A cart has at most sixty; more are no cart of ours.
  return Math.min(lines, 60);
}
