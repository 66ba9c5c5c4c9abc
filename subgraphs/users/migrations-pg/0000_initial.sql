-- As SQLite's migrations up to 0013.
-- Left out, since search is another one: user_search_config, user_search_data, user_search_docsize, user_search_idx, user_search_is_changed, user_search_is_extended, user_search_is_reduced.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA hansa;
--> statement-breakpoint
CREATE TABLE "row_numbers" (
	"table_name" text PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_exports" (
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"requested_by" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"content" text,
	"expires_at" bigint,
	"traceparent" text,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "addresses" (
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"is_default" boolean NOT NULL,
	"first_name" text,
	"last_name" text NOT NULL,
	"company" text,
	"vat_id" text,
	"line1" text NOT NULL,
	"line2" text,
	"city" text NOT NULL,
	"region" text,
	"postal_code" text NOT NULL,
	"country" text NOT NULL,
	"phone" text,
	"created_at" bigint NOT NULL,
	"region_text" text,
	PRIMARY KEY ("id")
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
CREATE TABLE "api_clients" (
	"id" text NOT NULL,
	"display_name" text NOT NULL,
	"scopes" text NOT NULL,
	"key_hash" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint,
	"revoked_at" bigint,
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
CREATE TABLE "audit_log" (
	"id" text NOT NULL,
	"at" bigint NOT NULL,
	"actor_id" text,
	"client_id" text,
	"action" text NOT NULL,
	"subject_id" text,
	"summary" text NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"user_id" text NOT NULL,
	"password_hash" text NOT NULL,
	PRIMARY KEY ("user_id")
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
CREATE TABLE "email_tokens" (
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"purpose" text NOT NULL,
	"hash" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"password_hash" text,
	"display_name" text,
	"new_email" text,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "erasure_emails" (
	"id" text NOT NULL,
	"sealed_email" text NOT NULL,
	"created_at" bigint NOT NULL,
	PRIMARY KEY ("id")
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
CREATE TABLE "login_attempts" (
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"network" text,
	"at" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "mail_queue" (
	"id" text NOT NULL,
	"event" text NOT NULL,
	"template" text NOT NULL,
	"about" text NOT NULL,
	"created_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"sent_at" bigint,
	"traceparent" text,
	"refused_at" bigint,
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
CREATE TABLE "pending_erasures" (
	"id" text NOT NULL,
	"sealed_email" text NOT NULL,
	"created_at" bigint NOT NULL,
	"attempts" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"traceparent" text,
	PRIMARY KEY ("id")
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
CREATE TABLE "refresh_tokens" (
	"session_id" text NOT NULL,
	"counter" bigint NOT NULL,
	"hash" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"replaced_at" bigint,
	PRIMARY KEY ("session_id", "counter")
);
--> statement-breakpoint
CREATE TABLE "revocations" (
	"seq" bigint NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"role" text,
	"relevant_until" bigint NOT NULL,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"nonce" text NOT NULL,
	"device" text,
	"created_at" bigint NOT NULL,
	"last_used_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "shop_settings" (
	"id" bigint NOT NULL,
	"name" text NOT NULL,
	"rate_limits" text DEFAULT '{}' NOT NULL,
	"retention_days" text DEFAULT '{}' NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" text NOT NULL,
	"public_key" text NOT NULL,
	"sealed" text NOT NULL,
	"signs_from" bigint NOT NULL,
	"created_at" bigint NOT NULL,
	PRIMARY KEY ("kid")
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
CREATE TABLE "users" (
	"id" text NOT NULL,
	"email" text NOT NULL,
	"display_name" text NOT NULL,
	"search_text" text NOT NULL,
	"role" text NOT NULL,
	"verified_at" bigint,
	"erased_at" bigint,
	"created_at" bigint NOT NULL,
	"search_row" bigint DEFAULT 0 NOT NULL,
	"search_folded" boolean DEFAULT FALSE NOT NULL,
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
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('revocations', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_revocations" BEFORE INSERT ON "revocations"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
CREATE INDEX "account_exports_due" ON "account_exports" ("due_at") WHERE "content" IS NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "account_exports_one_each" ON "account_exports" ("user_id", "requested_by");
--> statement-breakpoint
CREATE UNIQUE INDEX "account_exports_token_hash_unique" ON "account_exports" ("token_hash");
--> statement-breakpoint
CREATE INDEX "addresses_of_user" ON "addresses" ("user_id", "created_at", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "addresses_one_default" ON "addresses" ("user_id") WHERE "is_default" = TRUE;
--> statement-breakpoint
CREATE INDEX "alarms_closed" ON "alarms" ("closed_at") WHERE "closed_at" IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "alarms_open_once" ON "alarms" ("name", "subject") WHERE "closed_at" IS NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "api_clients_key_hash_unique" ON "api_clients" ("key_hash");
--> statement-breakpoint
CREATE INDEX "api_clients_newest" ON "api_clients" ("created_at", "id");
--> statement-breakpoint
CREATE INDEX "attempt_counters_by_end" ON "attempt_counters" ("ends_at");
--> statement-breakpoint
CREATE INDEX "audit_log_newest" ON "audit_log" ("at", "id");
--> statement-breakpoint
CREATE INDEX "audit_log_of_actor" ON "audit_log" ("actor_id" NULLS FIRST, "at", "id");
--> statement-breakpoint
CREATE INDEX "audit_log_of_client" ON "audit_log" ("client_id" NULLS FIRST, "at", "id");
--> statement-breakpoint
CREATE INDEX "audit_log_of_subject" ON "audit_log" ("subject_id" NULLS FIRST, "at", "id");
--> statement-breakpoint
CREATE INDEX "dead_letters_of_aggregate" ON "dead_letters" ("consumer", "aggregate_id", "seq");
--> statement-breakpoint
CREATE INDEX "email_tokens_by_end" ON "email_tokens" ("expires_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "email_tokens_hash_unique" ON "email_tokens" ("hash");
--> statement-breakpoint
CREATE INDEX "email_tokens_of_user" ON "email_tokens" ("user_id");
--> statement-breakpoint
CREATE INDEX "login_attempts_of_network" ON "login_attempts" ("kind", "network" NULLS FIRST, "at");
--> statement-breakpoint
CREATE INDEX "login_attempts_of_subject" ON "login_attempts" ("kind", "subject", "at");
--> statement-breakpoint
CREATE INDEX "login_attempts_overall" ON "login_attempts" ("kind", "at");
--> statement-breakpoint
CREATE INDEX "mail_queue_created" ON "mail_queue" ("created_at");
--> statement-breakpoint
CREATE INDEX "mail_queue_due" ON "mail_queue" ("due_at") WHERE "sent_at" IS NULL AND "refused_at" IS NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "mail_queue_once" ON "mail_queue" ("event", "template");
--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_event_id_unique" ON "outbox" ("event_id");
--> statement-breakpoint
CREATE INDEX "pending_erasures_due" ON "pending_erasures" ("due_at");
--> statement-breakpoint
CREATE INDEX "refresh_tokens_by_end" ON "refresh_tokens" ("expires_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_tokens_hash_unique" ON "refresh_tokens" ("hash");
--> statement-breakpoint
CREATE INDEX "revocations_by_relevance" ON "revocations" ("relevant_until");
--> statement-breakpoint
CREATE INDEX "sessions_by_end" ON "sessions" ("expires_at");
--> statement-breakpoint
CREATE INDEX "sessions_of_user" ON "sessions" ("user_id", "last_used_at", "id");
--> statement-breakpoint
CREATE INDEX "signing_keys_newest" ON "signing_keys" ("signs_from", "kid");
--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_unique" ON "users" ("email");
--> statement-breakpoint
CREATE INDEX "users_newest" ON "users" ("created_at", "id");
--> statement-breakpoint
CREATE INDEX "users_of_role" ON "users" ("role", "created_at", "id");
--> statement-breakpoint
CREATE UNIQUE INDEX "users_search_row_unique" ON "users" ("search_row");
--> statement-breakpoint
CREATE INDEX "users_unconfirmed" ON "users" ("created_at") WHERE "verified_at" IS NULL AND "erased_at" IS NULL;
--> statement-breakpoint
CREATE INDEX "users_unfolded" ON "users" ("id") WHERE NOT "search_folded";
--> statement-breakpoint
CREATE INDEX "user_search" ON "users" USING gin ("search_text" gin_trgm_ops) WITH (fastupdate = off);
--> statement-breakpoint
CREATE FUNCTION "audit_log_is_never_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the audit log is append only';
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "audit_log_is_never_changed" BEFORE UPDATE ON "audit_log"
	FOR EACH ROW EXECUTE FUNCTION "audit_log_is_never_changed"();
--> statement-breakpoint
CREATE FUNCTION "audit_log_is_never_removed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'the audit log is append only';
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "audit_log_is_never_removed" BEFORE DELETE ON "audit_log"
	FOR EACH ROW EXECUTE FUNCTION "audit_log_is_never_removed"();
--> statement-breakpoint
CREATE FUNCTION "revocation_of_client"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."revoked_at" IS NOT NULL AND OLD."revoked_at" IS NULL THEN
		INSERT INTO "revocations" ("kind", "subject", "relevant_until") VALUES ('client', NEW."id", NEW."revoked_at" + 420000);
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "revocation_of_client" AFTER UPDATE OF "revoked_at" ON "api_clients"
	FOR EACH ROW EXECUTE FUNCTION "revocation_of_client"();
--> statement-breakpoint
CREATE FUNCTION "revocation_of_role"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."role" <> OLD."role" THEN
		INSERT INTO "revocations" ("kind", "subject", "role", "relevant_until")
	SELECT 'role', NEW."id", NEW."role", coalesce(max("last_used_at"), 0) + 420000 FROM "sessions" WHERE "user_id" = NEW."id";
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "revocation_of_role" AFTER UPDATE OF "role" ON "users"
	FOR EACH ROW EXECUTE FUNCTION "revocation_of_role"();
--> statement-breakpoint
CREATE FUNCTION "revocation_of_session"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "revocations" ("kind", "subject", "relevant_until") VALUES ('session', OLD."id", OLD."last_used_at" + 420000);
	RETURN OLD;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "revocation_of_session" AFTER DELETE ON "sessions"
	FOR EACH ROW EXECUTE FUNCTION "revocation_of_session"();
--> statement-breakpoint
ALTER TABLE "addresses" ADD CONSTRAINT "addresses_user_id_fkey"
	FOREIGN KEY ("user_id") REFERENCES "users" ("id");
--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_user_id_fkey"
	FOREIGN KEY ("user_id") REFERENCES "users" ("id");
--> statement-breakpoint
ALTER TABLE "email_tokens" ADD CONSTRAINT "email_tokens_user_id_fkey"
	FOREIGN KEY ("user_id") REFERENCES "users" ("id");
--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey"
	FOREIGN KEY ("session_id") REFERENCES "sessions" ("id") ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey"
	FOREIGN KEY ("user_id") REFERENCES "users" ("id");
