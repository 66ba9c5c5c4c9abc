/** Documents of the pages of withdrawals: those of one reference, an order to withdraw from, and the changes. */
import { graphql } from "../../generated/index.ts";

/** All declarations with a reference: those with the same number and address have the same. */
export const WithdrawalDocument = graphql(`
  query OfficeWithdrawal($reference: String!) {
    withdrawals(first: 10, filter: { reference: $reference }) {
      nodes {
        id
        reference
        state
        receivedAt
        channel
        sentOn
        note
        refundDueBy
        proofRecordedAt
        settledAt
        contestNote
        enteredOrderNumber
        enteredEmail
        enteredLastName
        furtherDeclarations
        nextActions
        shippingDue { minor decimal currency }
        parts { line { id title } quantity cancelled returned }
        returns { id state nextActions parts { line { id sku title } quantity received refundable } }
        order { id number shippingAddress { name city country } }
      }
    }
  }
`);

export const WithdrawnOrderDocument = graphql(`
  query OfficeWithdrawnOrder($number: String!) {
    order(number: $number) {
      id
      number
      placedAt
      shippingAddress { name city country }
      lines { id sku title quantity }
    }
  }
`);

export const WithdrawalRecordDocument = graphql(`
  mutation OfficeWithdrawalRecord($input: WithdrawalRecordInput!) {
    withdrawalRecord(input: $input) {
      __typename
      ... on WithdrawalRecorded { withdrawal { id reference } warnings { code } }
      ... on WithdrawalClosedError { line { id title } cause }
      ... on ValidationError { problems { path code } }
      ... on UserError { message }
    }
  }
`);

export const WithdrawalConfirmDocument = graphql(`
  mutation OfficeWithdrawalConfirm($input: WithdrawalConfirmInput!) {
    withdrawalConfirm(input: $input) {
      __typename
      ... on WithdrawalConfirmed { state }
      ... on ValidationError { problems { path code } }
      ... on UserError { message }
    }
  }
`);

export const WithdrawalProofDocument = graphql(`
  mutation OfficeWithdrawalProof($input: WithdrawalProofRecordInput!) {
    withdrawalProofRecord(input: $input) {
      __typename
      ... on WithdrawalProofRecorded { withdrawal { id } }
      ... on ValidationError { problems { path code } }
      ... on UserError { message }
    }
  }
`);

export const WithdrawalContestDocument = graphql(`
  mutation OfficeWithdrawalContest($input: WithdrawalContestInput!) {
    withdrawalContest(input: $input) {
      __typename
      ... on WithdrawalContested { warnings { code } }
      ... on ValidationError { problems { path code } }
      ... on UserError { message }
    }
  }
`);
