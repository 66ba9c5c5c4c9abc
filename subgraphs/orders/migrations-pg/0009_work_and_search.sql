-- As SQLite's migrations up to 0042.
CREATE TABLE "order_terms" (
	"term" text NOT NULL,
	"order_id" text NOT NULL,
	PRIMARY KEY ("term", "order_id")
);
--> statement-breakpoint
ALTER TABLE "line_counters" ADD COLUMN "resendable" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "shipping_country" text;
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "has_terms" boolean DEFAULT FALSE NOT NULL;
--> statement-breakpoint
CREATE INDEX "line_counters_to_pack" ON "line_counters" ("order_id") WHERE "is_sent" AND ("allocated" > "packed" OR "resend_allocated" > "resend_packed");
--> statement-breakpoint
CREATE INDEX "line_counters_to_prepare" ON "line_counters" ("order_id") WHERE "is_sent" AND "ordered" > "allocated" + "cancelled" + "withdrawn";
--> statement-breakpoint
CREATE INDEX "line_counters_to_send_again" ON "line_counters" ("order_id") WHERE "resendable" > "resend_allocated";
--> statement-breakpoint
CREATE INDEX "order_terms_of_order" ON "order_terms" ("order_id");
--> statement-breakpoint
CREATE INDEX "orders_by_country" ON "orders" ("shipping_country" NULLS FIRST, "placed_at", "id");
--> statement-breakpoint
CREATE INDEX "orders_without_terms" ON "orders" ("id") WHERE NOT "has_terms";
--> statement-breakpoint
CREATE INDEX "shipments_to_hand_over" ON "shipments" ("order_id") WHERE "status" = 'READY';
--> statement-breakpoint
ALTER TABLE "order_terms" ADD CONSTRAINT "order_terms_order_id_fkey"
	FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
--> statement-breakpoint
UPDATE "orders" SET "shipping_country" = "shipping_address"::jsonb ->> 'country' WHERE "shipping_address" IS NOT NULL;
--> statement-breakpoint
UPDATE "line_counters" SET "resendable" = (
    SELECT coalesce(sum((back ->> 1)::bigint - (back ->> 0)::bigint + 1), 0) FROM jsonb_array_elements("units"::jsonb -> 'resendable') AS back
  ) - (
    SELECT coalesce(sum(greatest(0, least((back ->> 1)::bigint, (paid ->> 1)::bigint) - greatest((back ->> 0)::bigint, (paid ->> 0)::bigint) + 1)), 0)
    FROM jsonb_array_elements("units"::jsonb -> 'resendable') AS back, jsonb_array_elements("units"::jsonb -> 'credited') AS paid
  ) WHERE jsonb_array_length("units"::jsonb -> 'resendable') > 0;
