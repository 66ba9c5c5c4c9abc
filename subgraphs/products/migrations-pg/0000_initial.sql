-- As SQLite's migrations up to 0016.
-- Left out, since search is another one: product_search_config, product_search_content, product_search_data, product_search_docsize, product_search_idx.
CREATE TABLE "row_numbers" (
	"table_name" text PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alarms" (
	"id" text NOT NULL,
	"name" text NOT NULL,
	"subject" text NOT NULL,
	"first_at" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	"count" bigint NOT NULL,
	"closed_at" bigint,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "collection_details" (
	"collection_id" text NOT NULL,
	"description_html" text NOT NULL,
	"image_id" text,
	"image_file" text,
	"image_alt" text NOT NULL,
	"image_width" bigint,
	"image_height" bigint,
	PRIMARY KEY ("collection_id"),
	CONSTRAINT "collection_details_image" CHECK (("image_id" IS NULL) = ("image_file" IS NULL))
);
--> statement-breakpoint
CREATE TABLE "collections" (
	"id" text NOT NULL,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"parent_id" text,
	"position" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "commitment_ends" (
	"cause_id" text NOT NULL,
	"cause_line" text NOT NULL,
	"checkout_id" text NOT NULL,
	"variant_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	"outcome" text NOT NULL,
	PRIMARY KEY ("cause_id", "cause_line"),
	CONSTRAINT "commitment_ends_not_negative" CHECK ("quantity" >= 0)
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"consumer" text NOT NULL,
	"seq" bigint NOT NULL,
	"aggregate_id" text NOT NULL,
	"event" text NOT NULL,
	"due_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"traceparent" text,
	PRIMARY KEY ("consumer", "seq")
);
--> statement-breakpoint
CREATE TABLE "erased_people" (
	"user_id" text NOT NULL,
	PRIMARY KEY ("user_id")
);
--> statement-breakpoint
CREATE TABLE "facet_values" (
	"facet_code" text NOT NULL,
	"value" text NOT NULL,
	"label" text NOT NULL,
	"position" bigint NOT NULL,
	PRIMARY KEY ("facet_code", "value")
);
--> statement-breakpoint
CREATE TABLE "facets" (
	"code" text NOT NULL,
	"label" text NOT NULL,
	"position" bigint NOT NULL,
	PRIMARY KEY ("code")
);
--> statement-breakpoint
CREATE TABLE "fencing_tokens" (
	"lease" text NOT NULL,
	"token" bigint NOT NULL,
	PRIMARY KEY ("lease")
);
--> statement-breakpoint
CREATE TABLE "former_slugs" (
	"kind" text NOT NULL,
	"slug" text NOT NULL,
	"owner_id" text NOT NULL,
	"replaced_at" bigint NOT NULL,
	PRIMARY KEY ("kind", "slug")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"state" text NOT NULL,
	"answer" text,
	"created_at" bigint NOT NULL,
	PRIMARY KEY ("scope", "key")
);
--> statement-breakpoint
CREATE TABLE "import_jobs" (
	"id" text NOT NULL,
	"owner_id" text NOT NULL,
	"upload_id" text NOT NULL,
	"file_name" text NOT NULL,
	"kind" text NOT NULL,
	"format" text NOT NULL,
	"currency" text NOT NULL,
	"dry_run" boolean NOT NULL,
	"without_stock" boolean DEFAULT FALSE NOT NULL,
	"state" text NOT NULL,
	"position" bigint NOT NULL,
	"rows_done" bigint NOT NULL,
	"rows_refused" bigint NOT NULL,
	"rows_total" bigint,
	"products_created" bigint NOT NULL,
	"products_changed" bigint NOT NULL,
	"products_unchanged" bigint NOT NULL,
	"failure" text,
	"created_at" bigint NOT NULL,
	"started_at" bigint,
	"finished_at" bigint,
	"encoding" text,
	"separator" text,
	"decimal_sign" text,
	PRIMARY KEY ("id"),
	CONSTRAINT "import_jobs_add_up" CHECK ("rows_refused" >= 0 AND "rows_refused" <= "rows_done")
);
--> statement-breakpoint
CREATE TABLE "import_problems" (
	"job_id" text NOT NULL,
	"number" bigint NOT NULL,
	"line" bigint NOT NULL,
	"column" text,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"refused" boolean NOT NULL,
	PRIMARY KEY ("job_id", "number")
);
--> statement-breakpoint
CREATE TABLE "imported_stock" (
	"variant_id" text NOT NULL,
	"on_hand" bigint NOT NULL,
	"committed" bigint DEFAULT 0 NOT NULL,
	PRIMARY KEY ("variant_id"),
	CONSTRAINT "imported_stock_not_negative" CHECK ("on_hand" >= 0 AND "committed" >= 0)
);
--> statement-breakpoint
CREATE TABLE "inbox_cursor" (
	"source" text NOT NULL,
	"seq" bigint NOT NULL,
	"lost_at" bigint,
	PRIMARY KEY ("source")
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text NOT NULL,
	"owner" text NOT NULL,
	"ends_at" bigint NOT NULL,
	"fencing_token" bigint NOT NULL,
	PRIMARY KEY ("name")
);
--> statement-breakpoint
CREATE TABLE "media" (
	"id" text NOT NULL,
	"product_id" text NOT NULL,
	"file" text NOT NULL,
	"alt" text NOT NULL,
	"width" bigint,
	"height" bigint,
	"position" bigint NOT NULL,
	"origin" text,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigint NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"version" bigint NOT NULL,
	"aggregate_id" text NOT NULL,
	"payload" text NOT NULL,
	"occurred_at" bigint NOT NULL,
	"traceparent" text,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "picture_fetches" (
	"job_id" text NOT NULL,
	"url" text NOT NULL,
	"line" bigint NOT NULL,
	"column" text,
	"due_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"traceparent" text,
	PRIMARY KEY ("job_id", "url")
);
--> statement-breakpoint
CREATE TABLE "pragma_log" (
	"seq" bigint NOT NULL,
	"opened_at" bigint NOT NULL,
	"without_fsync" boolean NOT NULL,
	"journal_mode" text NOT NULL,
	"synchronous" bigint NOT NULL,
	"foreign_keys" bigint NOT NULL,
	"busy_timeout_ms" bigint NOT NULL,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "price_ranges" (
	"product_id" text NOT NULL,
	"currency" text NOT NULL,
	"min_minor" bigint NOT NULL,
	"max_minor" bigint NOT NULL,
	PRIMARY KEY ("product_id", "currency")
);
--> statement-breakpoint
CREATE TABLE "prices" (
	"variant_id" text NOT NULL,
	"currency" text NOT NULL,
	"starts_at" bigint NOT NULL,
	"minor" bigint,
	"compare_at_minor" bigint,
	"applied" boolean NOT NULL,
	"ends_at" bigint,
	"ends_period" boolean DEFAULT FALSE NOT NULL,
	PRIMARY KEY ("variant_id", "currency", "starts_at"),
	CONSTRAINT "prices_not_negative" CHECK ("minor" IS NULL OR "minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "product_collections" (
	"product_id" text NOT NULL,
	"collection_id" text NOT NULL,
	"position" bigint NOT NULL,
	"place" bigint,
	PRIMARY KEY ("product_id", "collection_id")
);
--> statement-breakpoint
CREATE TABLE "product_facets" (
	"product_id" text NOT NULL,
	"facet_code" text NOT NULL,
	"value" text NOT NULL,
	PRIMARY KEY ("product_id", "facet_code", "value")
);
--> statement-breakpoint
CREATE TABLE "product_safety" (
	"product_id" text NOT NULL,
	"maker" text NOT NULL,
	"responsible_person" text,
	"warnings" text NOT NULL,
	PRIMARY KEY ("product_id")
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" text NOT NULL,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"description_html" text NOT NULL,
	"status" text NOT NULL,
	"option_names" text NOT NULL,
	"featured_rank" bigint NOT NULL,
	"published_at" bigint,
	"version" bigint NOT NULL,
	"search_row" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint DEFAULT 0 NOT NULL,
	"rating_rank" bigint DEFAULT 0 NOT NULL,
	"sold_lately" bigint DEFAULT 0 NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "products_active_from" CHECK ("status" <> 'ACTIVE' OR "published_at" IS NOT NULL)
);
--> statement-breakpoint
CREATE TABLE "purchases" (
	"customer_id" text NOT NULL,
	"product_id" text NOT NULL,
	"bought_at" bigint NOT NULL,
	PRIMARY KEY ("customer_id", "product_id")
);
--> statement-breakpoint
CREATE TABLE "rating_stats" (
	"product_id" text NOT NULL,
	"count" bigint NOT NULL,
	"sum" bigint NOT NULL,
	PRIMARY KEY ("product_id"),
	CONSTRAINT "rating_stats_range" CHECK ("count" >= 0 AND "sum" BETWEEN "count" AND "count" * 5)
);
--> statement-breakpoint
CREATE TABLE "replacements" (
	"id" text NOT NULL,
	"checkout_id" text NOT NULL,
	"lines" text NOT NULL,
	"cancelled" boolean NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "reservation_lines" (
	"checkout_id" text NOT NULL,
	"variant_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	"committed" bigint,
	PRIMARY KEY ("checkout_id", "variant_id"),
	CONSTRAINT "reservation_lines_positive" CHECK ("quantity" > 0),
	CONSTRAINT "reservation_lines_committed_within" CHECK ("committed" BETWEEN 0 AND "quantity")
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"checkout_id" text NOT NULL,
	"cart_id" text NOT NULL,
	"user_id" text,
	"network" text,
	"state" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"shortened" boolean DEFAULT FALSE NOT NULL,
	PRIMARY KEY ("checkout_id")
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"id" text NOT NULL,
	"product_id" text NOT NULL,
	"author_id" text,
	"rating" bigint NOT NULL,
	"title" text,
	"body" text NOT NULL,
	"status" text NOT NULL,
	"verified_purchase" boolean NOT NULL,
	"version" bigint NOT NULL,
	"written_at" bigint NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "reviews_rating_range" CHECK ("rating" BETWEEN 1 AND 5)
);
--> statement-breakpoint
CREATE TABLE "sales" (
	"product_id" text NOT NULL,
	"day" bigint NOT NULL,
	"units" bigint NOT NULL,
	PRIMARY KEY ("product_id", "day")
);
--> statement-breakpoint
CREATE TABLE "shop_settings" (
	"id" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"currencies" text NOT NULL,
	"low_stock" bigint NOT NULL,
	"reservation_limits" text DEFAULT '{}' NOT NULL,
	"compare_at_rule" text DEFAULT 'FREE' NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "shop_settings_once" CHECK ("id" = 1)
);
--> statement-breakpoint
CREATE TABLE "stale_search" (
	"product_id" text NOT NULL,
	PRIMARY KEY ("product_id")
);
--> statement-breakpoint
CREATE TABLE "stock_ledger" (
	"id" text NOT NULL,
	"variant_id" text NOT NULL,
	"delta" bigint NOT NULL,
	"on_hand_after" bigint NOT NULL,
	"reason" text NOT NULL,
	"note" text,
	"cause_id" text NOT NULL,
	"cause_line" text NOT NULL,
	"at" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "stock_levels" (
	"variant_id" text NOT NULL,
	"on_hand" bigint NOT NULL,
	"committed" bigint DEFAULT 0 NOT NULL,
	"reserved" bigint NOT NULL,
	PRIMARY KEY ("variant_id"),
	CONSTRAINT "stock_levels_reserved_not_negative" CHECK ("reserved" >= 0),
	CONSTRAINT "stock_levels_committed_within_on_hand" CHECK ("committed" BETWEEN 0 AND "on_hand"),
	CONSTRAINT "stock_levels_on_hand_limit" CHECK ("on_hand" <= 2147483647)
);
--> statement-breakpoint
CREATE TABLE "store_clock" (
	"id" bigint NOT NULL,
	"boot" text NOT NULL,
	"at" bigint NOT NULL,
	"monotonic" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "unpaid_networks" (
	"network" text NOT NULL,
	"ends_at" bigint NOT NULL,
	PRIMARY KEY ("network")
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"id" text NOT NULL,
	"owner_id" text NOT NULL,
	"file_name" text NOT NULL,
	"content_type" text NOT NULL,
	"bytes" bigint NOT NULL,
	"token_hash" text NOT NULL,
	"state" text NOT NULL,
	"file" text,
	"width" bigint,
	"height" bigint,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "uploads_have_files" CHECK ("state" = 'AWAITED' OR "file" IS NOT NULL)
);
--> statement-breakpoint
CREATE TABLE "variants" (
	"id" text NOT NULL,
	"product_id" text NOT NULL,
	"sku" text NOT NULL,
	"title" text NOT NULL,
	"options" text NOT NULL,
	"position" bigint NOT NULL,
	"image_id" text,
	"weight_grams" bigint,
	"tracked" boolean NOT NULL,
	"tax_class" text NOT NULL,
	"cost_minor" bigint,
	"cost_currency" text,
	"created_at" bigint NOT NULL,
	"updated_at" bigint DEFAULT 0 NOT NULL,
	"is_withdrawable" boolean DEFAULT TRUE NOT NULL,
	"content_amount" bigint,
	"content_unit" text,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('outbox', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_outbox" BEFORE INSERT ON "outbox"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('pragma_log', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_pragma_log" BEFORE INSERT ON "pragma_log"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
CREATE INDEX "alarms_closed" ON "alarms" ("closed_at") WHERE "closed_at" IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "alarms_open_once" ON "alarms" ("name", "subject") WHERE "closed_at" IS NULL;
--> statement-breakpoint
CREATE INDEX "collections_of_parent" ON "collections" ("parent_id" NULLS FIRST, "position", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "collections_slug_unique" ON "collections" ("slug");
--> statement-breakpoint
CREATE INDEX "commitment_ends_of_line" ON "commitment_ends" ("checkout_id", "variant_id");
--> statement-breakpoint
CREATE INDEX "dead_letters_of_aggregate" ON "dead_letters" ("consumer", "aggregate_id", "seq");
--> statement-breakpoint
CREATE INDEX "facet_values_called" ON "facet_values" ("facet_code", "label");
--> statement-breakpoint
CREATE INDEX "facet_values_in_order" ON "facet_values" ("facet_code", "position", "value");
--> statement-breakpoint
CREATE INDEX "former_slugs_of_owner" ON "former_slugs" ("kind", "owner_id", "replaced_at", "slug");
--> statement-breakpoint
CREATE INDEX "import_jobs_by_state" ON "import_jobs" ("state", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "import_jobs_newest" ON "import_jobs" ("created_at", "id");
--> statement-breakpoint
CREATE INDEX "import_jobs_of_owner" ON "import_jobs" ("owner_id", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "import_jobs_of_upload" ON "import_jobs" ("upload_id", "state");
--> statement-breakpoint
CREATE INDEX "import_problems_by_kind" ON "import_problems" ("job_id", "refused", "number");
--> statement-breakpoint
CREATE INDEX "media_by_file" ON "media" ("file");
--> statement-breakpoint
CREATE INDEX "media_by_origin" ON "media" ("origin") WHERE "origin" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "media_of_product" ON "media" ("product_id", "position");
--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_event_id_unique" ON "outbox" ("event_id");
--> statement-breakpoint
CREATE INDEX "picture_fetches_due" ON "picture_fetches" ("due_at", "job_id", "url");
--> statement-breakpoint
CREATE INDEX "price_ranges_by_price" ON "price_ranges" ("currency", "min_minor", "product_id");
--> statement-breakpoint
CREATE INDEX "prices_due" ON "prices" ("starts_at") WHERE "applied" = FALSE;
--> statement-breakpoint
CREATE INDEX "product_collections_by_collection" ON "product_collections" ("collection_id", "product_id");
--> statement-breakpoint
CREATE INDEX "product_collections_placed" ON "product_collections" ("collection_id", "place", "product_id") WHERE "place" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "product_facets_by_value" ON "product_facets" ("facet_code", "value", "product_id");
--> statement-breakpoint
CREATE INDEX "products_bestselling" ON "products" ("status", "sold_lately", "id");
--> statement-breakpoint
CREATE INDEX "products_featured" ON "products" ("status", "featured_rank", "id");
--> statement-breakpoint
CREATE INDEX "products_newest" ON "products" ("status", "published_at" NULLS FIRST, "id");
--> statement-breakpoint
CREATE INDEX "products_rated" ON "products" ("status", "rating_rank", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "products_search_row_unique" ON "products" ("search_row");
--> statement-breakpoint
CREATE UNIQUE INDEX "products_slug_unique" ON "products" ("slug");
--> statement-breakpoint
CREATE INDEX "products_updated" ON "products" ("status", "updated_at", "id");
--> statement-breakpoint
CREATE INDEX "replacements_of_checkout" ON "replacements" ("checkout_id");
--> statement-breakpoint
CREATE INDEX "reservation_lines_committed" ON "reservation_lines" ("variant_id") WHERE "committed" > 0;
--> statement-breakpoint
CREATE INDEX "reservation_lines_unknown" ON "reservation_lines" ("checkout_id") WHERE "committed" IS NULL;
--> statement-breakpoint
CREATE INDEX "reservations_by_end" ON "reservations" ("state", "expires_at");
--> statement-breakpoint
CREATE INDEX "reservations_of_cart" ON "reservations" ("cart_id", "state");
--> statement-breakpoint
CREATE INDEX "reservations_of_network" ON "reservations" ("network") WHERE "network" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "reservations_of_user" ON "reservations" ("user_id" NULLS FIRST, "state");
--> statement-breakpoint
CREATE INDEX "reviews_by_status" ON "reviews" ("status", "written_at", "id");
--> statement-breakpoint
CREATE INDEX "reviews_newest" ON "reviews" ("written_at", "id");
--> statement-breakpoint
CREATE INDEX "reviews_of_author" ON "reviews" ("author_id" NULLS FIRST, "written_at", "id");
--> statement-breakpoint
CREATE INDEX "reviews_of_product" ON "reviews" ("product_id", "status", "written_at", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "reviews_once" ON "reviews" ("product_id", "author_id" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "sales_by_day" ON "sales" ("day");
--> statement-breakpoint
CREATE INDEX "stock_ledger_newest" ON "stock_ledger" ("at", "id");
--> statement-breakpoint
CREATE INDEX "stock_ledger_of_variant" ON "stock_ledger" ("variant_id", "at", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "stock_ledger_once" ON "stock_ledger" ("reason", "cause_id", "cause_line");
--> statement-breakpoint
CREATE INDEX "stock_levels_scarcest" ON "stock_levels" (("on_hand" - "committed" - "reserved"), "variant_id");
--> statement-breakpoint
CREATE INDEX "unpaid_networks_by_end" ON "unpaid_networks" ("ends_at");
--> statement-breakpoint
CREATE INDEX "uploads_by_end" ON "uploads" ("expires_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "uploads_by_token" ON "uploads" ("token_hash");
--> statement-breakpoint
CREATE INDEX "uploads_of_owner" ON "uploads" ("owner_id", "expires_at");
--> statement-breakpoint
CREATE INDEX "variants_of_product" ON "variants" ("product_id", "position", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "variants_sku_unique" ON "variants" ("sku");
--> statement-breakpoint
CREATE FUNCTION "stock_ledger_is_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the stock ledger is append only';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "stock_ledger_is_never_changed" BEFORE UPDATE ON "stock_ledger"
	FOR EACH ROW EXECUTE FUNCTION "stock_ledger_is_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "stock_ledger_is_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the stock ledger is append only';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "stock_ledger_is_never_removed" BEFORE DELETE ON "stock_ledger"
	FOR EACH ROW EXECUTE FUNCTION "stock_ledger_is_never_removed"();
--> statement-breakpoint
CREATE TABLE "product_search" (
	"rowid" bigint PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"options" text NOT NULL,
	"facets" text NOT NULL,
	"skus" text NOT NULL,
	"description" text NOT NULL,
	"title_endings" text NOT NULL,
	"endings" text NOT NULL,
	"terms" tsvector NOT NULL GENERATED ALWAYS AS (
		hansa.search_terms("title" || ' ' || "title_endings", 'A') || hansa.search_terms("skus", 'B')
		|| hansa.search_terms("options" || ' ' || "facets", 'C') || hansa.search_terms("description" || ' ' || "endings", 'D')
	) STORED
);
--> statement-breakpoint
CREATE INDEX "product_search_terms" ON "product_search" USING gin ("terms") WITH (fastupdate = off);
--> statement-breakpoint
ALTER TABLE "collection_details" ADD CONSTRAINT "collection_details_collection_id_fkey"
	FOREIGN KEY ("collection_id") REFERENCES "collections" ("id");
--> statement-breakpoint
ALTER TABLE "facet_values" ADD CONSTRAINT "facet_values_facet_code_fkey"
	FOREIGN KEY ("facet_code") REFERENCES "facets" ("code");
--> statement-breakpoint
ALTER TABLE "import_problems" ADD CONSTRAINT "import_problems_job_id_fkey"
	FOREIGN KEY ("job_id") REFERENCES "import_jobs" ("id");
--> statement-breakpoint
ALTER TABLE "imported_stock" ADD CONSTRAINT "imported_stock_variant_id_fkey"
	FOREIGN KEY ("variant_id") REFERENCES "variants" ("id");
--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
--> statement-breakpoint
ALTER TABLE "picture_fetches" ADD CONSTRAINT "picture_fetches_job_id_fkey"
	FOREIGN KEY ("job_id") REFERENCES "import_jobs" ("id");
--> statement-breakpoint
ALTER TABLE "price_ranges" ADD CONSTRAINT "price_ranges_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
--> statement-breakpoint
ALTER TABLE "prices" ADD CONSTRAINT "prices_variant_id_fkey"
	FOREIGN KEY ("variant_id") REFERENCES "variants" ("id");
--> statement-breakpoint
ALTER TABLE "product_collections" ADD CONSTRAINT "product_collections_collection_id_fkey"
	FOREIGN KEY ("collection_id") REFERENCES "collections" ("id");
--> statement-breakpoint
ALTER TABLE "product_collections" ADD CONSTRAINT "product_collections_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
--> statement-breakpoint
ALTER TABLE "product_facets" ADD CONSTRAINT "product_facets_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
--> statement-breakpoint
ALTER TABLE "product_safety" ADD CONSTRAINT "product_safety_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
--> statement-breakpoint
ALTER TABLE "rating_stats" ADD CONSTRAINT "rating_stats_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
--> statement-breakpoint
ALTER TABLE "reservation_lines" ADD CONSTRAINT "reservation_lines_variant_id_fkey"
	FOREIGN KEY ("variant_id") REFERENCES "variants" ("id");
--> statement-breakpoint
ALTER TABLE "reservation_lines" ADD CONSTRAINT "reservation_lines_checkout_id_fkey"
	FOREIGN KEY ("checkout_id") REFERENCES "reservations" ("checkout_id");
--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
--> statement-breakpoint
ALTER TABLE "stale_search" ADD CONSTRAINT "stale_search_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
--> statement-breakpoint
ALTER TABLE "stock_ledger" ADD CONSTRAINT "stock_ledger_variant_id_fkey"
	FOREIGN KEY ("variant_id") REFERENCES "variants" ("id");
--> statement-breakpoint
ALTER TABLE "stock_levels" ADD CONSTRAINT "stock_levels_variant_id_fkey"
	FOREIGN KEY ("variant_id") REFERENCES "variants" ("id");
--> statement-breakpoint
ALTER TABLE "variants" ADD CONSTRAINT "variants_product_id_fkey"
	FOREIGN KEY ("product_id") REFERENCES "products" ("id");
