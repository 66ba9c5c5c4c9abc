/** Documents of the page on which the contact of an order is corrected. */
import { graphql } from "../../generated/index.ts";

/** The contact, and the time by which a correction of it is judged. */
export const ContactFragment = graphql(`
  fragment OfficeContact on Order {
    id
    updatedAt
    email
    shippingAddress {
      firstName
      lastName
      company
      vatId
      line1
      line2
      city
      region
      regionName
      postalCode
      country
      phone
    }
  }
`);

export const ContactOrderDocument = graphql(`
  query OfficeContactOrder($number: String!) {
    order(number: $number) {
      id
      number
      state
      email
      fulfilments { id shipments { id status } }
      ...OfficeContact
    }
  }
`);

/** The fields of an address in a country. */
export const AddressFormatDocument = graphql(`
  query OfficeAddressFormat($country: CountryCode!, $language: String!) {
    addressFormat(country: $country, language: $language) {
      country
      fields { name label required maxLength example }
      regions { code name }
    }
  }
`);

export const ContactUpdateDocument = graphql(`
  mutation OfficeContactUpdate($input: OrderContactUpdateInput!) {
    orderContactUpdate(input: $input) {
      __typename
      ... on OrderChangedError { order { id ...OfficeContact } }
      ... on InvalidTransitionError { blockedBy }
      ... on ValidationError { problems { path code } }
    }
  }
`);
