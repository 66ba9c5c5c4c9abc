/** GraphQL documents for promotions and their codes. */
import { graphql } from "../../../e2e/generated/index.ts";

export const PromotionSaveDocument = graphql(`
  mutation PromotionSaveStory($input: PromotionSaveInput!) {
    promotionSave(input: $input) {
      __typename
      ... on PromotionSaved { promotion { id } }
      ... on UserError { code message path }
    }
  }
`);

export const PromotionDocument = graphql(`
  query PromotionStory($id: ID!) {
    promotion(id: $id) { usesTaken usesTotal }
  }
`);

export const CartCodeApplyDocument = graphql(`
  mutation CartCodeApplyStory($input: CartCodeApplyInput!) {
    cartCodeApply(input: $input) {
      __typename
      ... on CartSaved { cart { code codeRejection totals { discount { minor } total { minor } } } }
      ... on CodeRejectedError { reason }
      ... on UserError { code message path }
    }
  }
`);
