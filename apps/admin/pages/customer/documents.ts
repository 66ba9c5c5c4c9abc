/** Documents of the page of a customer: the account alone; orders have their own. */
import { graphql } from "../../generated/index.ts";

export const CustomerDocument = graphql(`
  query OfficeCustomer($id: ID!) {
    user(id: $id) {
      id
      displayName
      email
      emailVerified
      role
      createdAt
      addresses { id name company vatId line1 line2 postalCode city regionName country phone }
    }
  }
`);
