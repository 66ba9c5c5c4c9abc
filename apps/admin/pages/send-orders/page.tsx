/** The page on which several orders are sent: one parcel after another, and each by itself. */
import { ordersIn, readChosen } from "../../chosen/chosen.ts";
import { ChosenPage } from "../../chosen/chosen-page.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import type { PageProps } from "../page.ts";
import { SendOrdersDocument } from "./documents.ts";
import { SendOrdersForm } from "./send-orders-form.tsx";
import { texts } from "./texts.ts";

export function SendOrdersPage({ place }: PageProps) {
  const chosen = readChosen(place.search);
  const ids = chosen.orders;
  const asked = { main: "nodes", isAsked: chosen.fault === undefined, isNew: true };
  const reading = useReading(SendOrdersDocument, { ids }, asked);
  const orders = ordersIn(reading.data);
  return (
    <div className="mx-auto max-w-3xl">
      <ChosenPage title={texts.title} chosen={chosen} reading={reading} orders={orders}>
        <p className="mt-1 text-muted">{texts.hint}</p>
        <SendOrdersForm key={place.search} orders={orders ?? []} />
      </ChosenPage>
    </div>
  );
}
