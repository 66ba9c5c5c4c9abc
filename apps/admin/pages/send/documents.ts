/** The document of the page on which an order is sent. */
import { graphql } from "../../generated/index.ts";

/** The units that wait to be sent. */
export const SendOrderDocument = graphql(`
  query OfficeSendOrder($number: String!) {
    order(number: $number) {
      id
      number
      nextActions
      hold { reason }
      lines { id sku title toPrepare resendable }
      fulfilments { id toPack { line { id sku title } quantity } }
      shippingOption { carrier label }
      shippingAddress { name postalCode city country }
    }
  }
`);
