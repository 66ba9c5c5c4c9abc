-- As SQLite's migrations up to 0009.
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
CREATE TABLE "attempt_counters" (
	"key" text NOT NULL,
	"attempts" bigint NOT NULL,
	"ends_at" bigint NOT NULL,
	PRIMARY KEY ("key")
);
--> statement-breakpoint
CREATE TABLE "captures" (
	"id" text NOT NULL,
	"payment_id" text NOT NULL,
	"key" text,
	"state" text NOT NULL,
	"requested_minor" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"provider_ref" text,
	"reason" text,
	"created_at" bigint NOT NULL,
	"settled_at" bigint,
	PRIMARY KEY ("id"),
	CONSTRAINT "captures_positive" CHECK ("amount_minor" > 0 OR "state" = 'INCLUDED')
);
--> statement-breakpoint
CREATE TABLE "closed_checkouts" (
	"checkout_id" text NOT NULL,
	"version" bigint NOT NULL,
	"closed_at" bigint NOT NULL,
	PRIMARY KEY ("checkout_id")
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
CREATE TABLE "disputes" (
	"id" text NOT NULL,
	"payment_id" text NOT NULL,
	"provider_ref" text NOT NULL,
	"state" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reason" text NOT NULL,
	"opened_at" bigint NOT NULL,
	"closed_at" bigint,
	PRIMARY KEY ("id"),
	CONSTRAINT "disputes_positive" CHECK ("amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "fencing_tokens" (
	"lease" text NOT NULL,
	"token" bigint NOT NULL,
	PRIMARY KEY ("lease")
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
CREATE TABLE "ledger_chain" (
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"seq" bigint NOT NULL,
	"transaction_id" text NOT NULL,
	"payment_id" text NOT NULL,
	"kind" text NOT NULL,
	"provider_event" text NOT NULL,
	"account" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"at" bigint NOT NULL,
	PRIMARY KEY ("seq")
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
CREATE TABLE "payable_steps" (
	"currency" text NOT NULL,
	"step_minor" bigint NOT NULL,
	PRIMARY KEY ("currency"),
	CONSTRAINT "payable_steps_above_one" CHECK ("step_minor" > 1)
);
--> statement-breakpoint
CREATE TABLE "payment_events" (
	"seq" bigint NOT NULL,
	"payment_id" text NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"provider_event_id" text,
	"at" bigint NOT NULL,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text NOT NULL,
	"checkout_id" text NOT NULL,
	"version" bigint NOT NULL,
	"attempt" bigint NOT NULL,
	"customer_id" text,
	"state" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"authorized_minor" bigint NOT NULL,
	"captured_minor" bigint NOT NULL,
	"released_minor" bigint NOT NULL,
	"refunded_minor" bigint NOT NULL,
	"refund_pending_minor" bigint NOT NULL,
	"disputed" boolean NOT NULL,
	"provider" text NOT NULL,
	"provider_ref" text,
	"card" text,
	"keeps_method" boolean NOT NULL,
	"client_action" text,
	"failure_code" text,
	"failure_retryable" boolean NOT NULL,
	"order_id" text,
	"order_number" text,
	"guest_token_hash" text,
	"created_at" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	"looked_up_at" bigint NOT NULL,
	"erased_at" bigint,
	"decline_counters" text,
	"is_decline_counted" boolean DEFAULT FALSE NOT NULL,
	"started_at" bigint,
	"authorized_at" bigint,
	"is_guest" boolean DEFAULT FALSE NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "payments_amount_positive" CHECK ("amount_minor" > 0),
	CONSTRAINT "payments_authorized_within_amount" CHECK ("authorized_minor" <= "amount_minor"),
	CONSTRAINT "payments_captured_within_authorized" CHECK ("captured_minor" >= 0 AND "released_minor" >= 0 AND "captured_minor" + "released_minor" <= "authorized_minor"),
	CONSTRAINT "payments_refunded_within_captured" CHECK ("refunded_minor" >= 0 AND "refund_pending_minor" >= 0 AND "refunded_minor" + "refund_pending_minor" <= "captured_minor"),
	CONSTRAINT "payments_state_matches_amounts" CHECK (CASE "state"
        WHEN 'AUTHORIZED' THEN "authorized_minor" = "amount_minor" AND "captured_minor" = 0 AND "released_minor" = 0
        WHEN 'PARTIALLY_CAPTURED' THEN "authorized_minor" = "amount_minor" AND "captured_minor" > 0 AND "captured_minor" < "amount_minor" AND "released_minor" = 0
        WHEN 'CAPTURED' THEN "captured_minor" > 0 AND "captured_minor" + "released_minor" = "amount_minor" AND "refunded_minor" = 0
        WHEN 'PARTIALLY_REFUNDED' THEN "captured_minor" + "released_minor" = "amount_minor" AND "refunded_minor" > 0 AND "refunded_minor" < "captured_minor"
        WHEN 'REFUNDED' THEN "captured_minor" > 0 AND "captured_minor" + "released_minor" = "amount_minor" AND "refunded_minor" = "captured_minor"
        WHEN 'VOIDED' THEN TRUE
        WHEN 'FAILED' THEN TRUE
        ELSE "authorized_minor" = 0 END),
	CONSTRAINT "payments_order_complete" CHECK (("order_id" IS NULL) = ("order_number" IS NULL) AND ("order_id" IS NULL) = ("guest_token_hash" IS NULL)),
	CONSTRAINT "payments_erased" CHECK ("erased_at" IS NULL OR ("customer_id" IS NULL AND "card" IS NULL))
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
CREATE TABLE "provider_calls" (
	"key" text NOT NULL,
	"payment_id" text NOT NULL,
	"name" text NOT NULL,
	"subject_id" text,
	"request" text,
	"outcome" text NOT NULL,
	"reason" text,
	"attempts" bigint NOT NULL,
	"locked_until" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	"traceparent" text,
	PRIMARY KEY ("key")
);
--> statement-breakpoint
CREATE TABLE "reconciliation_runs" (
	"id" text NOT NULL,
	"started_at" bigint NOT NULL,
	"ended_at" bigint NOT NULL,
	"since" bigint NOT NULL,
	"compared" bigint NOT NULL,
	"listed" bigint NOT NULL,
	"in_flight" bigint NOT NULL,
	"unanswered" bigint NOT NULL,
	"mismatches" text NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" text NOT NULL,
	"payment_id" text NOT NULL,
	"state" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reason" text NOT NULL,
	"requested_by" text,
	"from_provider" boolean NOT NULL,
	"provider_ref" text,
	"failure" text,
	"created_at" bigint NOT NULL,
	"settled_at" bigint,
	PRIMARY KEY ("id"),
	CONSTRAINT "refunds_positive" CHECK ("amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "saved_methods" (
	"id" text NOT NULL,
	"customer_id" text,
	"provider" text NOT NULL,
	"method_ref" text NOT NULL,
	"customer_ref" text NOT NULL,
	"card" text,
	"is_default" boolean NOT NULL,
	"state" text NOT NULL,
	"created_at" bigint NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "saved_methods_owned" CHECK ("state" = 'removing' OR "customer_id" IS NOT NULL),
	CONSTRAINT "saved_methods_default_kept" CHECK ("state" = 'kept' OR "is_default" = FALSE)
);
--> statement-breakpoint
CREATE TABLE "shop_settings" (
	"id" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"rate_limits" text NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "shop_settings_one_row" CHECK ("id" = 1)
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
CREATE TABLE "unasked_providers" (
	"id" bigint NOT NULL,
	"since" bigint NOT NULL,
	"restored_at" bigint NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "unasked_providers_one_row" CHECK ("id" = 1)
);
--> statement-breakpoint
CREATE TABLE "webhook_inbox" (
	"provider" text NOT NULL,
	"event_id" text NOT NULL,
	"payload" text NOT NULL,
	"state" text NOT NULL,
	"attempts" bigint NOT NULL,
	"received_at" bigint NOT NULL,
	"payment_id" text,
	"due_at" bigint DEFAULT 0 NOT NULL,
	"traceparent" text,
	PRIMARY KEY ("provider", "event_id")
);
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('ledger_entries', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_ledger_entries" BEFORE INSERT ON "ledger_entries"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('outbox', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_outbox" BEFORE INSERT ON "outbox"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('payment_events', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_payment_events" BEFORE INSERT ON "payment_events"
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
CREATE INDEX "attempt_counters_by_end" ON "attempt_counters" ("ends_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "captures_once" ON "captures" ("payment_id", "key" NULLS FIRST);
--> statement-breakpoint
CREATE UNIQUE INDEX "captures_provider_ref" ON "captures" ("payment_id", "provider_ref" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "dead_letters_of_aggregate" ON "dead_letters" ("consumer", "aggregate_id", "seq");
--> statement-breakpoint
CREATE INDEX "disputes_open" ON "disputes" ("payment_id") WHERE "state" = 'OPEN';
--> statement-breakpoint
CREATE UNIQUE INDEX "disputes_provider_ref" ON "disputes" ("payment_id", "provider_ref");
--> statement-breakpoint
CREATE INDEX "ledger_entries_by_account" ON "ledger_entries" ("account", "at");
--> statement-breakpoint
CREATE INDEX "ledger_entries_by_currency" ON "ledger_entries" ("currency", "at");
--> statement-breakpoint
CREATE INDEX "ledger_entries_by_kind" ON "ledger_entries" ("kind", "at");
--> statement-breakpoint
CREATE INDEX "ledger_entries_by_payment" ON "ledger_entries" ("payment_id", "at");
--> statement-breakpoint
CREATE INDEX "ledger_entries_by_time" ON "ledger_entries" ("at");
--> statement-breakpoint
CREATE INDEX "ledger_entries_of_transaction" ON "ledger_entries" ("transaction_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_once" ON "ledger_entries" ("payment_id", "kind", "provider_event", "account");
--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_event_id_unique" ON "outbox" ("event_id");
--> statement-breakpoint
CREATE INDEX "payment_events_of_payment" ON "payment_events" ("payment_id", "seq");
--> statement-breakpoint
CREATE UNIQUE INDEX "payments_attempt" ON "payments" ("checkout_id", "attempt");
--> statement-breakpoint
CREATE INDEX "payments_by_change" ON "payments" ("changed_at");
--> statement-breakpoint
CREATE INDEX "payments_by_dispute" ON "payments" ("disputed", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "payments_by_provider" ON "payments" ("provider", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "payments_by_state" ON "payments" ("state", "created_at", "id");
--> statement-breakpoint
CREATE INDEX "payments_by_time" ON "payments" ("created_at", "id");
--> statement-breakpoint
CREATE INDEX "payments_of_customer" ON "payments" ("customer_id" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "payments_of_order" ON "payments" ("order_id" NULLS FIRST);
--> statement-breakpoint
CREATE UNIQUE INDEX "payments_one_live" ON "payments" ("checkout_id") WHERE "state" NOT IN ('VOIDED', 'FAILED');
--> statement-breakpoint
CREATE UNIQUE INDEX "payments_provider_ref" ON "payments" ("provider", "provider_ref" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "payments_unsettled" ON "payments" ("looked_up_at") WHERE "state" IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING') OR "refund_pending_minor" > 0;
--> statement-breakpoint
CREATE INDEX "provider_calls_due" ON "provider_calls" ("due_at") WHERE "outcome" = 'open';
--> statement-breakpoint
CREATE INDEX "provider_calls_of_payment" ON "provider_calls" ("payment_id", "name");
--> statement-breakpoint
CREATE UNIQUE INDEX "provider_calls_one_open" ON "provider_calls" ("payment_id") WHERE "outcome" = 'open';
--> statement-breakpoint
CREATE INDEX "refunds_of_payment" ON "refunds" ("payment_id", "created_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_provider_ref" ON "refunds" ("payment_id", "provider_ref" NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "saved_methods_of_customer" ON "saved_methods" ("customer_id" NULLS FIRST, "created_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "saved_methods_one_default" ON "saved_methods" ("customer_id" NULLS FIRST) WHERE "is_default" = TRUE;
--> statement-breakpoint
CREATE UNIQUE INDEX "saved_methods_provider_ref" ON "saved_methods" ("provider", "method_ref");
--> statement-breakpoint
CREATE INDEX "saved_methods_removing" ON "saved_methods" ("created_at") WHERE "state" = 'removing';
--> statement-breakpoint
CREATE INDEX "webhook_inbox_due" ON "webhook_inbox" ("due_at") WHERE "state" = 'stored';
--> statement-breakpoint
CREATE INDEX "webhook_inbox_of_payment" ON "webhook_inbox" ("payment_id" NULLS FIRST);
--> statement-breakpoint
CREATE FUNCTION "captures_add_up_on_insert"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF (SELECT "captured_minor" FROM "payments" WHERE "id" = NEW."payment_id")
  <> (SELECT coalesce(sum("amount_minor"), 0) FROM "captures" WHERE "payment_id" = NEW."payment_id" AND "state" = 'CAPTURED') THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the captures do not add up to the captured amount of their payment';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "captures_add_up_on_insert" AFTER INSERT ON "captures"
	FOR EACH ROW EXECUTE FUNCTION "captures_add_up_on_insert"();
--> statement-breakpoint
CREATE FUNCTION "captures_add_up_on_update"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF (SELECT "captured_minor" FROM "payments" WHERE "id" = NEW."payment_id")
  <> (SELECT coalesce(sum("amount_minor"), 0) FROM "captures" WHERE "payment_id" = NEW."payment_id" AND "state" = 'CAPTURED') THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the captures do not add up to the captured amount of their payment';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "captures_add_up_on_update" AFTER UPDATE ON "captures"
	FOR EACH ROW EXECUTE FUNCTION "captures_add_up_on_update"();
--> statement-breakpoint
CREATE FUNCTION "captures_are_final"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."payment_id" <> OLD."payment_id" OR NEW."key" IS DISTINCT FROM OLD."key" OR NEW."requested_minor" <> OLD."requested_minor"
  OR OLD."state" IN ('CAPTURED', 'INCLUDED') THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a completed capture never changes';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "captures_are_final" BEFORE UPDATE ON "captures"
	FOR EACH ROW EXECUTE FUNCTION "captures_are_final"();
--> statement-breakpoint
CREATE FUNCTION "captures_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'captures are never removed';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "captures_are_never_removed" BEFORE DELETE ON "captures"
	FOR EACH ROW EXECUTE FUNCTION "captures_are_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "closed_checkouts_never_open"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."version" < OLD."version" THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a closed checkout stays closed';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "closed_checkouts_never_open" BEFORE UPDATE ON "closed_checkouts"
	FOR EACH ROW EXECUTE FUNCTION "closed_checkouts_never_open"();
--> statement-breakpoint
CREATE FUNCTION "disputes_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'disputes are never removed';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "disputes_are_never_removed" BEFORE DELETE ON "disputes"
	FOR EACH ROW EXECUTE FUNCTION "disputes_are_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "disputes_close_once"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD."state" <> 'OPEN' OR NEW."amount_minor" <> OLD."amount_minor" OR NEW."payment_id" <> OLD."payment_id" THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a dispute is closed once';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "disputes_close_once" BEFORE UPDATE ON "disputes"
	FOR EACH ROW EXECUTE FUNCTION "disputes_close_once"();
--> statement-breakpoint
CREATE FUNCTION "ledger_chain_has_no_gap"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."seq" <> (SELECT coalesce(max("seq"), 0) + 1 FROM "ledger_chain")
  OR NOT EXISTS (SELECT 1 FROM "ledger_entries" WHERE "seq" = NEW."seq") THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the chain of the ledger has no gap';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "ledger_chain_has_no_gap" BEFORE INSERT ON "ledger_chain"
	FOR EACH ROW EXECUTE FUNCTION "ledger_chain_has_no_gap"();
--> statement-breakpoint
CREATE FUNCTION "ledger_chain_is_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the ledger is append only';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "ledger_chain_is_never_changed" BEFORE UPDATE ON "ledger_chain"
	FOR EACH ROW EXECUTE FUNCTION "ledger_chain_is_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "ledger_chain_is_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the ledger is append only';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "ledger_chain_is_never_removed" BEFORE DELETE ON "ledger_chain"
	FOR EACH ROW EXECUTE FUNCTION "ledger_chain_is_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "ledger_entries_are_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the ledger is append only';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "ledger_entries_are_never_changed" BEFORE UPDATE ON "ledger_entries"
	FOR EACH ROW EXECUTE FUNCTION "ledger_entries_are_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "ledger_entries_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the ledger is append only';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "ledger_entries_are_never_removed" BEFORE DELETE ON "ledger_entries"
	FOR EACH ROW EXECUTE FUNCTION "ledger_entries_are_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "ledger_transactions_balance"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
  SELECT 1 FROM "ledger_entries"
  WHERE "transaction_id" = (SELECT "transaction_id" FROM "ledger_entries" WHERE "seq" = NEW."seq")
  GROUP BY "currency" HAVING sum("amount_minor") <> 0
) THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a transaction of the ledger balances in each currency';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "ledger_transactions_balance" AFTER INSERT ON "ledger_chain"
	FOR EACH ROW EXECUTE FUNCTION "ledger_transactions_balance"();
--> statement-breakpoint
CREATE FUNCTION "payment_events_are_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'payment events are append only';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "payment_events_are_never_changed" BEFORE UPDATE ON "payment_events"
	FOR EACH ROW EXECUTE FUNCTION "payment_events_are_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "payment_events_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'payment events are append only';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "payment_events_are_never_removed" BEFORE DELETE ON "payment_events"
	FOR EACH ROW EXECUTE FUNCTION "payment_events_are_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "payments_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'payments are never removed';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "payments_are_never_removed" BEFORE DELETE ON "payments"
	FOR EACH ROW EXECUTE FUNCTION "payments_are_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "payments_state_advances"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."state" <> OLD."state" AND (
  OLD."state" IN ('VOIDED', 'FAILED')
  OR (OLD."state" = 'REFUNDED' AND (NEW."state" NOT IN ('CAPTURED', 'PARTIALLY_REFUNDED') OR NEW."refunded_minor" >= OLD."refunded_minor"))
  OR (OLD."state" = 'PARTIALLY_REFUNDED' AND NEW."state" <> 'REFUNDED'
    AND (NEW."state" <> 'CAPTURED' OR NEW."refunded_minor" >= OLD."refunded_minor"))
  OR (OLD."state" = 'CAPTURED' AND NEW."state" NOT IN ('PARTIALLY_REFUNDED', 'REFUNDED'))
  OR (OLD."state" = 'PARTIALLY_CAPTURED' AND NEW."state" NOT IN ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'))
  OR (OLD."state" = 'AUTHORIZED' AND NEW."state" IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING'))
  OR (OLD."state" = 'PROCESSING' AND NEW."state" IN ('CREATED', 'REQUIRES_ACTION'))
  OR (OLD."state" = 'REQUIRES_ACTION' AND NEW."state" = 'CREATED')
) THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a payment never returns to an earlier state';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "payments_state_advances" BEFORE UPDATE OF "state" ON "payments"
	FOR EACH ROW EXECUTE FUNCTION "payments_state_advances"();
--> statement-breakpoint
CREATE FUNCTION "payments_terms_are_final"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."checkout_id" <> OLD."checkout_id" OR NEW."version" <> OLD."version"
  OR NEW."amount_minor" <> OLD."amount_minor" OR NEW."currency" <> OLD."currency" OR NEW."provider" <> OLD."provider"
  OR NEW."authorized_minor" < OLD."authorized_minor" OR NEW."captured_minor" < OLD."captured_minor"
  OR NEW."released_minor" < OLD."released_minor"
  OR (NEW."refunded_minor" < OLD."refunded_minor" AND NOT EXISTS (
    SELECT 1 FROM "refunds"
    WHERE "payment_id" = OLD."id" AND "state" = 'SUCCEEDED' AND "amount_minor" = OLD."refunded_minor" - NEW."refunded_minor"
  ))
  OR (OLD."provider_ref" IS NOT NULL AND NEW."provider_ref" IS DISTINCT FROM OLD."provider_ref")
  OR (OLD."order_id" IS NOT NULL AND NEW."order_id" IS DISTINCT FROM OLD."order_id")
  OR (OLD."erased_at" IS NOT NULL AND NEW."erased_at" IS NULL) THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the terms of a payment never change';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "payments_terms_are_final" BEFORE UPDATE ON "payments"
	FOR EACH ROW EXECUTE FUNCTION "payments_terms_are_final"();
--> statement-breakpoint
CREATE FUNCTION "refunds_add_up_on_insert"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
  SELECT 1 FROM "payments"
  WHERE "id" = NEW."payment_id" AND ("refunded_minor", "refund_pending_minor") <> (
    SELECT coalesce(sum("amount_minor") FILTER (WHERE "state" = 'SUCCEEDED'), 0),
      coalesce(sum("amount_minor") FILTER (WHERE "state" = 'PENDING'), 0)
    FROM "refunds" WHERE "payment_id" = NEW."payment_id"
  )
) THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the refunds do not add up to the refunded amounts of their payment';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "refunds_add_up_on_insert" AFTER INSERT ON "refunds"
	FOR EACH ROW EXECUTE FUNCTION "refunds_add_up_on_insert"();
--> statement-breakpoint
CREATE FUNCTION "refunds_add_up_on_update"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
  SELECT 1 FROM "payments"
  WHERE "id" = NEW."payment_id" AND ("refunded_minor", "refund_pending_minor") <> (
    SELECT coalesce(sum("amount_minor") FILTER (WHERE "state" = 'SUCCEEDED'), 0),
      coalesce(sum("amount_minor") FILTER (WHERE "state" = 'PENDING'), 0)
    FROM "refunds" WHERE "payment_id" = NEW."payment_id"
  )
) THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the refunds do not add up to the refunded amounts of their payment';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "refunds_add_up_on_update" AFTER UPDATE ON "refunds"
	FOR EACH ROW EXECUTE FUNCTION "refunds_add_up_on_update"();
--> statement-breakpoint
CREATE FUNCTION "refunds_are_final"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."payment_id" <> OLD."payment_id" OR NEW."amount_minor" <> OLD."amount_minor" OR NEW."currency" <> OLD."currency"
  OR (NEW."state" <> OLD."state" AND (OLD."state" = 'FAILED' OR NEW."state" = 'PENDING')) THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the amount and the final state of a refund never change';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "refunds_are_final" BEFORE UPDATE ON "refunds"
	FOR EACH ROW EXECUTE FUNCTION "refunds_are_final"();
--> statement-breakpoint
CREATE FUNCTION "refunds_are_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'refunds are never removed';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "refunds_are_never_removed" BEFORE DELETE ON "refunds"
	FOR EACH ROW EXECUTE FUNCTION "refunds_are_never_removed"();
--> statement-breakpoint
ALTER TABLE "captures" ADD CONSTRAINT "captures_payment_id_fkey"
	FOREIGN KEY ("payment_id") REFERENCES "payments" ("id");
--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_payment_id_fkey"
	FOREIGN KEY ("payment_id") REFERENCES "payments" ("id");
--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_payment_id_fkey"
	FOREIGN KEY ("payment_id") REFERENCES "payments" ("id");
--> statement-breakpoint
ALTER TABLE "payment_events" ADD CONSTRAINT "payment_events_payment_id_fkey"
	FOREIGN KEY ("payment_id") REFERENCES "payments" ("id");
--> statement-breakpoint
ALTER TABLE "provider_calls" ADD CONSTRAINT "provider_calls_payment_id_fkey"
	FOREIGN KEY ("payment_id") REFERENCES "payments" ("id");
--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_fkey"
	FOREIGN KEY ("payment_id") REFERENCES "payments" ("id");
