/** The page of a list: its title, views and filters, and below them the body of the list. */
import type { ReactNode } from "react";
import { PageTitle } from "../shop/elements/page-title.tsx";
import { ListBody, type ListBodyProps } from "./list-body.tsx";

type ListPageProps = ListBodyProps & {
  title: string;
  /** Beside the title. */
  action?: ReactNode;
  /** Views and filters. */
  head: ReactNode;
};

export function ListPage({ title, action, head, ...body }: ListPageProps) {
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <PageTitle title={title} isWhole={body.shown !== undefined} />
        {action}
      </div>
      {head}
      <ListBody {...body} />
    </>
  );
}
