/** GraphQL documents of addresses, cards and settings of an account. */
import { graphql } from "../../generated/index.ts";

export const SavedAddressFragment = graphql(`
  fragment SavedAddress on Address {
    id
    name
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
`);

/** With it comes the form of the likely country. */
export const AddressesDocument = graphql(`
  query StorefrontAccountAddresses($country: CountryCode!, $language: String!) {
    me {
      id
      addresses { ...SavedAddress }
      defaultShippingAddress { id }
    }
    shop { shipsTo }
    addressFormat(country: $country, language: $language) { ...AddressForm }
  }
`);

export const AddressSaveDocument = graphql(`
  mutation StorefrontAddressSave($input: AddressSaveInput!) {
    addressSave(input: $input) {
      __typename
      ... on AddressSaved {
        user { id addresses { ...SavedAddress } defaultShippingAddress { id } }
      }
      ... on ValidationError { problems { path code message } }
    }
  }
`);

export const AddressDeleteDocument = graphql(`
  mutation StorefrontAddressDelete($input: AddressDeleteInput!) {
    addressDelete(input: $input) {
      __typename
      ... on AddressDeleted {
        user { id addresses { ...SavedAddress } defaultShippingAddress { id } }
      }
    }
  }
`);

export const CardsDocument = graphql(`
  query StorefrontAccountCards {
    me {
      id
      savedPaymentMethods { id isDefault method { label ... on CardSummary { brand last4 expMonth expYear } } }
    }
  }
`);

export const SavedMethodSetDefaultDocument = graphql(`
  mutation StorefrontSavedMethodSetDefault($input: SavedMethodSetDefaultInput!) {
    savedMethodSetDefault(input: $input) {
      __typename
      ... on SavedMethodSetDefault { savedMethod { id } }
    }
  }
`);

export const SavedMethodRemoveDocument = graphql(`
  mutation StorefrontSavedMethodRemove($input: SavedMethodRemoveInput!) {
    savedMethodRemove(input: $input) {
      __typename
      ... on SavedMethodRemoved { id }
    }
  }
`);

export const SettingsDocument = graphql(`
  query StorefrontAccountSettings {
    me {
      id
      displayName
      email
      sessions { id device current createdAt lastUsedAt }
    }
  }
`);

export const ProfileUpdateDocument = graphql(`
  mutation StorefrontProfileUpdate($input: ProfileUpdateInput!) {
    profileUpdate(input: $input) {
      __typename
      ... on ProfileSaved { user { id displayName sessions { id device current createdAt lastUsedAt } } }
      ... on WeakPasswordError { minimumLength guessable }
      ... on RateLimitedError { retryAfterMs }
      ... on ValidationError { problems { path code message } }
    }
  }
`);

export const EmailChangeRequestDocument = graphql(`
  mutation StorefrontEmailChangeRequest($input: EmailChangeRequestInput!) {
    emailChangeRequest(input: $input) {
      __typename
      ... on RateLimitedError { retryAfterMs }
      ... on ValidationError { problems { path code message } }
    }
  }
`);

export const SessionRevokeDocument = graphql(`
  mutation StorefrontSessionRevoke($input: SessionRevokeInput!) {
    sessionRevoke(input: $input) {
      __typename
      ... on SessionRevoked { id }
    }
  }
`);

export const AccountExportDocument = graphql(`
  mutation StorefrontAccountExport($input: AccountExportInput!) {
    accountExport(input: $input) {
      __typename
      ... on RateLimitedError { retryAfterMs }
    }
  }
`);

export const AccountEraseDocument = graphql(`
  mutation StorefrontAccountErase($input: AccountEraseInput!) {
    accountErase(input: $input) {
      __typename
      ... on UnsentOrdersError { orderNumbers }
      ... on RateLimitedError { retryAfterMs }
    }
  }
`);
