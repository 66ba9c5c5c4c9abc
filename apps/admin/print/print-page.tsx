/** The frame of a page for paper: on the screen it has a way back and the button that prints, on paper what is printed alone. */
import { Button } from "@hansa/front/elements";
import type { ReactNode } from "react";
import { ChosenPage } from "../chosen/chosen-page.tsx";
import type { OrderHoldReason } from "../generated/graphql.ts";
import type { Reading } from "../shop/graph/use-reading.ts";
import { language } from "../shop/language.ts";
import { holdReasons } from "../shop/state-texts.ts";
import { textsOf } from "../shop/texts.ts";
import type { Printed } from "./printed.ts";

const texts = textsOf("printed")[language];

/** An order of which nothing is printed. */
type LeftOut = { number: string; hold: { reason: OrderHoldReason } | null };

type PrintPageProps = {
  title: string;
  /** Whether paper has the title, too. */
  isTitlePrinted: boolean;
  printed: Printed;
  reading: Reading<unknown>;
  /** The orders that were found; undefined until they are read. */
  orders: readonly unknown[] | undefined;
  leftOut: readonly LeftOut[];
  /** Said where nothing is left to print. */
  nothing: string;
  /** The sheets to print; undefined: there are none. */
  children: ReactNode;
};

export function PrintPage({ printed, orders, leftOut, nothing, children, ...rest }: PrintPageProps) {
  const hasSome = children !== undefined && orders !== undefined && orders.length > 0;
  return (
    <ChosenPage
      {...rest}
      chosen={printed}
      orders={orders}
      leftOut={linesOf(leftOut)}
      beside={
        hasSome ? (
          <Button className="ms-auto print:hidden" onClick={() => window.print()}>
            {texts.print}
          </Button>
        ) : null
      }
    >
      {hasSome ? children : <p className="mt-4">{nothing}</p>}
    </ChosenPage>
  );
}

/** One line for each reason, with the numbers of its orders. */
function linesOf(leftOut: readonly LeftOut[]): string[] {
  const byReason = Map.groupBy(leftOut, ({ hold }) => hold?.reason);
  return [...byReason].map(([reason, orders]) => {
    const numbers = orders.map(({ number }) => number).join(", ");
    return reason ? texts.held(numbers, holdReasons[reason]) : texts.without(numbers);
  });
}
