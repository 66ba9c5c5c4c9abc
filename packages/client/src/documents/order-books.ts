/** GraphQL documents for the books of one order: all of its amounts, which orders alone can answer. */
import { graphql } from "../generated/index.ts";

export const OrderBooksDocument = graphql(`
  query OrderBooks($id: ID!) {
    order(id: $id) {
      state settlement amountDue { minor } vatIdCheck { state }
      totals {
        subtotal { minor } discount { minor } shipping { minor } tax { minor } rounding { minor } total { minor } taxIncluded
        taxLines { ...BookedTax }
      }
      lines {
        id sku quantity cancelled shipped delivered returned refunded
        unitPrice { minor } discount { minor } lineTotal { minor } taxLines { ...BookedTax }
      }
      refunds { id state amount { minor } shipping { minor } adjustment { minor } }
      returns { id kind state parts { quantity received line { id } } }
    }
  }
`);

export const OrderTaxDocumentsDocument = graphql(`
  query OrderTaxDocuments($orderId: ID!) {
    taxDocuments(first: 100, filter: { orderId: $orderId }) {
      nodes { kind number cause issuedAt total { minor currency } taxLines { ...BookedTax } }
    }
  }
`);

graphql(`
  fragment BookedTax on TaxLine { name rate category country base { minor } amount { minor } }
`);
