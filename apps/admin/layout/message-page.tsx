/** A page that says why there is no other one. */
import type { ReactNode } from "react";
import { PageTitle } from "../shop/elements/page-title.tsx";

type MessagePageProps = { title: string; children: ReactNode };

export function MessagePage({ title, children }: MessagePageProps) {
  return (
    <>
      <PageTitle title={title} isWhole />
      <div className="mt-4 max-w-prose space-y-4">{children}</div>
    </>
  );
}
