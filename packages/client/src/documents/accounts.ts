/** GraphQL documents for accounts, roles, API clients and personal data. */
import { graphql } from "../generated/index.ts";

export const RegisterDocument = graphql(`
  mutation Register($input: RegisterInput!) {
    register(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const EmailVerifyDocument = graphql(`
  mutation EmailVerify($input: EmailVerifyInput!) {
    emailVerify(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const AddressSaveDocument = graphql(`
  mutation AddressSave($input: AddressSaveInput!) {
    addressSave(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const KeptDocument = graphql(`
  query Kept {
    me { id email activeCart { id } savedPaymentMethods { id method { label } } }
  }
`);

export const UserKeptDocument = graphql(`
  query UserKept($id: ID!) {
    user(id: $id) { displayName email addresses { id } }
  }
`);

export const AccountExportDocument = graphql(`
  mutation AccountExport($input: AccountExportInput!) {
    accountExport(input: $input) { __typename ... on AccountExportStarted { downloadUrl } ... on UserError { code message path } }
  }
`);

export const AccountEraseDocument = graphql(`
  mutation AccountErase($input: AccountEraseInput!) {
    accountErase(input: $input) { __typename ... on UserError { code message path } ... on UnsentOrdersError { orderNumbers } }
  }
`);

export const RoleAssignDocument = graphql(`
  mutation RoleAssign($input: RoleAssignInput!) {
    roleAssign(input: $input) { __typename ... on UserError { code message path } }
  }
`);

/** The key of the client is not selected and therefore stays unknown. */
export const ApiClientCreateDocument = graphql(`
  mutation ApiClientCreate($input: ApiClientCreateInput!) {
    apiClientCreate(input: $input) { __typename ... on ApiClientCreated { client { id } } ... on UserError { code message path } }
  }
`);

export const ApiClientRevokeDocument = graphql(`
  mutation ApiClientRevoke($input: ApiClientRevokeInput!) {
    apiClientRevoke(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const GuestEraseDocument = graphql(`
  mutation GuestErase($input: GuestEraseInput!) {
    guestErase(input: $input) { __typename ... on UserError { code message path } }
  }
`);

export const PeopleDocument = graphql(`
  query People($query: String!, $after: String) {
    users(first: 100, after: $after, filter: { query: $query }) {
      nodes { id email displayName } pageInfo { hasNextPage endCursor }
    }
  }
`);
