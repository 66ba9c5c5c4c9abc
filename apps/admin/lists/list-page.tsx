/** The page of a list: its title, views and filters, and below them the body of the list. */
import type { ReactNode } from "react";
import { PageTitle } from "../shop/elements/page-title.tsx";
import { ListBody, type ListBodyProps } from "./list-body.tsx";

type ListPageProps = ListBodyProps & {
  title: string;
  /** Views and filters. */
  head: ReactNode;
};

export function ListPage({ title, head, ...body }: ListPageProps) {
  return (
    <>
      <PageTitle title={title} isWhole={body.shown !== undefined} />
      {head}
      <ListBody {...body} />
    </>
  );
}
