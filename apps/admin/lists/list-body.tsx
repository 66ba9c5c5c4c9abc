/** The body of a list: its rows and the links to further pages, or a line that says why there are none. */
import { buttonClass } from "@hansa/front/elements";
import type { ReactNode } from "react";
import { Away } from "../shop/elements/away.tsx";
import type { Reading } from "../shop/graph/use-reading.ts";
import { texts } from "./texts.ts";

type PageInfo = {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor?: string | null;
  endCursor?: string | null;
};

export type ListBodyProps = {
  /** The service that has the list: orders, if absent. */
  service?: "orders" | "products";
  reading: Pick<Reading<unknown>, "isAway" | "isRefused">;
  /** Undefined until it is read. */
  shown: { nodes: readonly unknown[]; pageInfo: PageInfo } | undefined;
  /** The address of the first page, or of the one behind or before a cursor. */
  addressOfPage(page: { after?: string; before?: string }): string;
  /** Said of a list without rows. */
  empty: ReactNode;
  /** The rows. */
  children: ReactNode;
};

export function ListBody({ service = "orders", reading, shown, addressOfPage, empty, children }: ListBodyProps) {
  return (
    <>
      {reading.isAway ? <Away part={shown ? (`${service}Kept` as const) : service} className="mt-4" /> : null}
      {reading.isRefused ? (
        <Nothing>
          <p>{texts.refused}</p>
          <ToFirst address={addressOfPage({})} />
        </Nothing>
      ) : shown === undefined ? (
        reading.isAway ? null : (
          <Loading />
        )
      ) : shown.nodes.length === 0 ? (
        <Nothing>
          {empty}
          {shown.pageInfo.hasPreviousPage || shown.pageInfo.hasNextPage ? (
            <ToFirst address={addressOfPage({})} />
          ) : null}
        </Nothing>
      ) : (
        <>
          {children}
          <PageLinks info={shown.pageInfo} addressOfPage={addressOfPage} />
        </>
      )}
    </>
  );
}

function PageLinks({ info, addressOfPage }: Pick<ListBodyProps, "addressOfPage"> & { info: PageInfo }) {
  const before = (info.hasPreviousPage && info.startCursor) || undefined;
  const after = (info.hasNextPage && info.endCursor) || undefined;
  if (!before && !after) return null;
  return (
    <nav aria-label={texts.furtherPages} className="mt-4 flex justify-between gap-3">
      {before ? (
        <a href={addressOfPage({ before })} className={buttonClass("secondary")}>
          ‹ {texts.newer}
        </a>
      ) : null}
      {after ? (
        <a href={addressOfPage({ after })} className={buttonClass("secondary", "ms-auto")}>
          {texts.older} ›
        </a>
      ) : null}
    </nav>
  );
}

/** From a page whose rows are gone, or that never was one. */
function ToFirst({ address }: { address: string }) {
  return (
    <p className="mt-2">
      <a href={address} className="underline underline-offset-4">
        {texts.toFirst}
      </a>
    </p>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="mt-4 rounded-xl border border-line bg-surface p-6">
      {children}
    </div>
  );
}

/** Room for the rows, so that nothing moves when they come. */
function Loading() {
  return (
    <div role="status" className="mt-4 min-h-dvh rounded-xl border border-line bg-surface p-4 text-muted">
      {texts.loading}
    </div>
  );
}
