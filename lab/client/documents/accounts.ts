/** GraphQL documents for accounts, reviews and personal data. */
import { graphql } from "../../../e2e/generated/index.ts";

export const RegisterDocument = graphql(`
  mutation RegisterStory($input: RegisterInput!) {
    register(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const EmailVerifyDocument = graphql(`
  mutation EmailVerifyStory($input: EmailVerifyInput!) {
    emailVerify(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const AddressSaveDocument = graphql(`
  mutation AddressSaveStory($input: AddressSaveInput!) {
    addressSave(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const ReviewSubmitDocument = graphql(`
  mutation ReviewSubmitStory($input: ReviewSubmitInput!) {
    reviewSubmit(input: $input) {
      __typename
      ... on ReviewSaved { review { id } }
      ... on UserError { code message path }
    }
  }
`);

export const ReviewModerateDocument = graphql(`
  mutation ReviewModerateStory($input: ReviewModerateInput!) {
    reviewModerate(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const ReviewsDocument = graphql(`
  query ReviewsStory($productId: ID!) {
    product(id: $productId) { reviews(first: 50) { nodes { id body author { displayName } } } }
  }
`);

export const KeptDocument = graphql(`
  query KeptStory {
    me { id email activeCart { id } savedPaymentMethods { id method { label } } }
  }
`);

export const UserKeptDocument = graphql(`
  query UserKeptStory($id: ID!) {
    user(id: $id) { displayName email addresses { id } }
  }
`);

export const AccountExportDocument = graphql(`
  mutation AccountExportStory($input: AccountExportInput!) {
    accountExport(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const AccountEraseDocument = graphql(`
  mutation AccountEraseStory($input: AccountEraseInput!) {
    accountErase(input: $input) { __typename ... on UserError { code message path } ... on UnsentOrdersError { orderNumbers } }
  }
`);
