BEGIN;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE push_subscription (
	id INTEGER NOT NULL, 
	person VARCHAR NOT NULL, 
	device VARCHAR NOT NULL, 
	endpoint VARCHAR NOT NULL, 
	endpoint_hash VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	p256dh VARCHAR NOT NULL, 
	auth VARCHAR NOT NULL, 
	vapid_key VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_ok_at DATETIME, 
	last_shown_at DATETIME, 
	strikes INTEGER NOT NULL, 
	struck_at DATETIME, 
	paused_until DATETIME, 
	quarantined_at DATETIME, 
	quarantine_reason VARCHAR, 
	expires_at DATETIME, 
	CONSTRAINT pk_push_subscription PRIMARY KEY (id), 
	CONSTRAINT ck_push_subscription_strikes CHECK (strikes >= 0), 
	CONSTRAINT uq_push_subscription_device UNIQUE (device), 
	CONSTRAINT uq_push_subscription_endpoint_hash UNIQUE (endpoint_hash)
);
CREATE TABLE push_gone_subscription (
	endpoint_hash VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	reason VARCHAR NOT NULL, 
	CONSTRAINT pk_push_gone_subscription PRIMARY KEY (endpoint_hash)
);
CREATE TABLE push_channel (
	id INTEGER NOT NULL, 
	person VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_ok_at DATETIME, 
	failed_at DATETIME, 
	failure_reason VARCHAR, 
	CONSTRAINT pk_push_channel PRIMARY KEY (id), 
	CONSTRAINT uq_push_channel_person UNIQUE (person, kind)
);
CREATE TABLE push_message (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	content JSON NOT NULL, 
	expires_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	unreachable VARCHAR, 
	CONSTRAINT pk_push_message PRIMARY KEY (id), 
	CONSTRAINT uq_push_message_key UNIQUE ("key")
);
CREATE TABLE push_delivery (
	id INTEGER NOT NULL, 
	message_id INTEGER NOT NULL, 
	subscription_id INTEGER, 
	channel_id INTEGER, 
	carried_by INTEGER, 
	state VARCHAR NOT NULL, 
	attempt INTEGER NOT NULL, 
	tries INTEGER DEFAULT '0' NOT NULL, 
	next_at DATETIME, 
	reason VARCHAR, 
	"deferrable" BOOLEAN DEFAULT false NOT NULL, 
	is_minimal BOOLEAN NOT NULL, 
	accepted_at DATETIME, 
	superseded_at DATETIME, 
	shown_at DATETIME, 
	opened_at DATETIME, 
	receipt VARCHAR NOT NULL, 
	CONSTRAINT pk_push_delivery PRIMARY KEY (id), 
	CONSTRAINT ck_push_delivery_attempt CHECK (attempt >= 0), 
	CONSTRAINT ck_push_delivery_dead CHECK (state <> 'dead' OR reason IS NOT NULL), 
	CONSTRAINT ck_push_delivery_next_at CHECK ((state IN ('pending', 'leased')) = (next_at IS NOT NULL)), 
	CONSTRAINT ck_push_delivery_state CHECK (state IN ('pending', 'leased', 'accepted', 'dead', 'superseded')), 
	CONSTRAINT fk_push_delivery_message FOREIGN KEY(message_id) REFERENCES push_message (id) ON DELETE CASCADE, 
	CONSTRAINT fk_push_delivery_subscription FOREIGN KEY(subscription_id) REFERENCES push_subscription (id) ON DELETE SET NULL, 
	CONSTRAINT uq_push_delivery_receipt UNIQUE (receipt)
);
CREATE TABLE push_origin (
	origin VARCHAR NOT NULL, 
	failures INTEGER NOT NULL, 
	last_ok_at DATETIME, 
	paused_until DATETIME, 
	reason VARCHAR, 
	CONSTRAINT pk_push_origin PRIMARY KEY (origin), 
	CONSTRAINT ck_push_origin_failures CHECK (failures >= 0)
);
CREATE TABLE push_escalation (
	id INTEGER NOT NULL, 
	subject VARCHAR NOT NULL, 
	"trigger" VARCHAR NOT NULL, 
	cycle INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	anchor_at DATETIME NOT NULL, 
	next_at DATETIME, 
	step_at DATETIME, 
	checked_at DATETIME, 
	started_at DATETIME NOT NULL, 
	policy INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_push_escalation PRIMARY KEY (id), 
	CONSTRAINT ck_push_escalation_cycle CHECK (cycle >= 1), 
	CONSTRAINT ck_push_escalation_step CHECK (step >= 0), 
	CONSTRAINT uq_push_escalation_subject UNIQUE (subject, "trigger")
);
CREATE TABLE push_heartbeat (
	worker VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	cycle_at DATETIME NOT NULL, 
	cycles INTEGER NOT NULL, 
	CONSTRAINT pk_push_heartbeat PRIMARY KEY (worker)
);
CREATE TABLE push_clock (
	id INTEGER NOT NULL, 
	read_at DATETIME, 
	steady_since DATETIME, 
	CONSTRAINT pk_push_clock PRIMARY KEY (id), 
	CONSTRAINT ck_push_clock_one CHECK (id = 1)
);
CREATE TABLE push_count (
	name VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	value BIGINT NOT NULL, 
	CONSTRAINT pk_push_count PRIMARY KEY (name, reason)
);
CREATE TABLE organisation (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_organisation PRIMARY KEY (id), 
	CONSTRAINT ck_organisation_only_one CHECK (id = 1)
);
CREATE TABLE installation (
	id INTEGER NOT NULL, 
	keys VARCHAR NOT NULL, 
	since DATETIME NOT NULL, 
	rotations INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_installation PRIMARY KEY (id), 
	CONSTRAINT ck_installation_only_one CHECK (id = 1)
);
CREATE TABLE write_probe (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_write_probe PRIMARY KEY (id), 
	CONSTRAINT ck_write_probe_only_one CHECK (id = 1)
);
CREATE TABLE guess (
	source VARCHAR NOT NULL, 
	count INTEGER NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_guess PRIMARY KEY (source)
);
CREATE TABLE site (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	phone VARCHAR, 
	country VARCHAR, 
	shows_text BOOLEAN NOT NULL, 
	near_minutes INTEGER DEFAULT '5' NOT NULL, 
	message_minutes INTEGER DEFAULT '15' NOT NULL, 
	reach_minutes INTEGER DEFAULT '3' NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_site PRIMARY KEY (id)
);
CREATE TABLE authority (
	site_id INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	CONSTRAINT pk_authority PRIMARY KEY (site_id, role), 
	CONSTRAINT ck_authority_role CHECK (role IN ('employee', 'lead', 'admin')), 
	CONSTRAINT fk_authority_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);
CREATE TABLE place (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT pk_place PRIMARY KEY (id), 
	CONSTRAINT fk_place_site_id_site FOREIGN KEY(site_id) REFERENCES site (id), 
	CONSTRAINT uq_place_code UNIQUE (code)
);
CREATE TABLE person (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	first_name VARCHAR NOT NULL, 
	last_name VARCHAR NOT NULL, 
	search_name VARCHAR DEFAULT '' NOT NULL, 
	role VARCHAR NOT NULL, 
	on_shift_until DATETIME, 
	storage_key_version INTEGER DEFAULT '0' NOT NULL, 
	tag VARCHAR, 
	shift_source VARCHAR, 
	created_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT ck_person_role CHECK (role IN ('employee', 'lead', 'admin')), 
	CONSTRAINT fk_person_site_id_site FOREIGN KEY(site_id) REFERENCES site (id)
);
CREATE TABLE skill (
	person_id INTEGER NOT NULL, 
	word VARCHAR NOT NULL, 
	CONSTRAINT pk_skill PRIMARY KEY (person_id, word), 
	CONSTRAINT fk_skill_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE device (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	storage_key_version INTEGER DEFAULT '0' NOT NULL, 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_device PRIMARY KEY (id), 
	CONSTRAINT fk_device_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_device_token_hash UNIQUE (token_hash)
);
CREATE TABLE invite (
	id INTEGER NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	code_hash VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	site_id INTEGER, 
	person_id INTEGER, 
	name VARCHAR, 
	created_by INTEGER, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	claimed_at DATETIME, 
	claim_hash VARCHAR, 
	device_id INTEGER, 
	revoked_at DATETIME, 
	CONSTRAINT pk_invite PRIMARY KEY (id), 
	CONSTRAINT ck_invite_role CHECK (role IN ('employee', 'lead', 'admin')), 
	CONSTRAINT fk_invite_created_by_person FOREIGN KEY(created_by) REFERENCES person (id), 
	CONSTRAINT fk_invite_device_id_device FOREIGN KEY(device_id) REFERENCES device (id), 
	CONSTRAINT fk_invite_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_invite_site_id_site FOREIGN KEY(site_id) REFERENCES site (id), 
	CONSTRAINT uq_invite_code_hash UNIQUE (code_hash), 
	CONSTRAINT uq_invite_token_hash UNIQUE (token_hash)
);
CREATE TABLE weekly_hours (
	person_id INTEGER NOT NULL, 
	weekday INTEGER NOT NULL, 
	starts INTEGER NOT NULL, 
	ends INTEGER NOT NULL, 
	CONSTRAINT pk_weekly_hours PRIMARY KEY (person_id, weekday, starts), 
	CONSTRAINT ck_weekly_hours_minutes CHECK (starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439), 
	CONSTRAINT ck_weekly_hours_weekday CHECK (weekday BETWEEN 0 AND 6), 
	CONSTRAINT fk_weekly_hours_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE policy (
	id INTEGER NOT NULL, 
	site_id INTEGER NOT NULL, 
	"trigger" VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	steps JSON NOT NULL, 
	made_at DATETIME NOT NULL, 
	made_by INTEGER NOT NULL, 
	CONSTRAINT pk_policy PRIMARY KEY (id), 
	CONSTRAINT ck_policy_version CHECK (version >= 1), 
	CONSTRAINT fk_policy_made_by_person FOREIGN KEY(made_by) REFERENCES person (id), 
	CONSTRAINT fk_policy_site_id_site FOREIGN KEY(site_id) REFERENCES site (id), 
	CONSTRAINT uq_policy_site_id UNIQUE (site_id, "trigger", version)
);
CREATE TABLE issue (
	id INTEGER NOT NULL, 
	ref VARCHAR NOT NULL, 
	site_id INTEGER NOT NULL, 
	reporter_id INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	urgency VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	place VARCHAR, 
	customer_name VARCHAR, 
	customer_contact VARCHAR, 
	owner_id INTEGER, 
	promise_at DATETIME, 
	promised_at DATETIME, 
	acknowledged_at DATETIME, 
	waiting_since DATETIME, 
	owned_at DATETIME, 
	resolved_at DATETIME, 
	created_at DATETIME NOT NULL, 
	touched_at DATETIME NOT NULL, 
	erased_at DATETIME, 
	retention_from DATETIME, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_issue PRIMARY KEY (id), 
	CONSTRAINT ck_issue_owner CHECK ((state = 'unowned') = (owner_id IS NULL)), 
	CONSTRAINT ck_issue_promise CHECK (state <> 'owned' OR promise_at IS NOT NULL), 
	CONSTRAINT ck_issue_resolved CHECK ((state = 'resolved') = (resolved_at IS NOT NULL)), 
	CONSTRAINT ck_issue_state CHECK (state IN ('unowned', 'owned', 'resolved')), 
	CONSTRAINT ck_issue_urgency CHECK (urgency IN ('now', 'today', 'later')), 
	CONSTRAINT fk_issue_owner_id_person FOREIGN KEY(owner_id) REFERENCES person (id), 
	CONSTRAINT fk_issue_reporter_id_person FOREIGN KEY(reporter_id) REFERENCES person (id), 
	CONSTRAINT fk_issue_site_id_site FOREIGN KEY(site_id) REFERENCES site (id), 
	CONSTRAINT uq_issue_ref UNIQUE (ref)
);
CREATE TABLE event (
	id INTEGER NOT NULL, 
	issue_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	actor_id INTEGER, 
	at DATETIME NOT NULL, 
	tapped_at DATETIME, 
	version INTEGER, 
	text VARCHAR, 
	data JSON NOT NULL, 
	salt VARCHAR, 
	commitment VARCHAR, 
	hash VARCHAR, 
	CONSTRAINT pk_event PRIMARY KEY (id), 
	CONSTRAINT fk_event_actor_id_person FOREIGN KEY(actor_id) REFERENCES person (id), 
	CONSTRAINT fk_event_issue_id_issue FOREIGN KEY(issue_id) REFERENCES issue (id)
);
CREATE TABLE history_head (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	events INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	CONSTRAINT pk_history_head PRIMARY KEY (id), 
	CONSTRAINT ck_history_head_only_one CHECK (id = 1)
);
CREATE TABLE photo (
	id VARCHAR NOT NULL, 
	issue_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	jpeg BLOB NOT NULL, 
	small BLOB, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_photo PRIMARY KEY (id), 
	CONSTRAINT fk_photo_issue_id_issue FOREIGN KEY(issue_id) REFERENCES issue (id), 
	CONSTRAINT fk_photo_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE status_link (
	id INTEGER NOT NULL, 
	issue_id INTEGER NOT NULL, 
	nonce VARCHAR NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	person_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	ends_at DATETIME, 
	CONSTRAINT pk_status_link PRIMARY KEY (id), 
	CONSTRAINT fk_status_link_issue_id_issue FOREIGN KEY(issue_id) REFERENCES issue (id), 
	CONSTRAINT fk_status_link_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_status_link_token_hash UNIQUE (token_hash)
);
CREATE TABLE applied_tap (
	person_id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	ref VARCHAR, 
	sentence VARCHAR, 
	harmless BOOLEAN NOT NULL, 
	step_id INTEGER, 
	CONSTRAINT pk_applied_tap PRIMARY KEY (person_id, "key"), 
	CONSTRAINT fk_applied_tap_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE step (
	id INTEGER NOT NULL, 
	issue_id INTEGER NOT NULL, 
	asked_by INTEGER NOT NULL, 
	helper_id INTEGER, 
	need VARCHAR NOT NULL, 
	introduction VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	asked_at DATETIME NOT NULL, 
	answer_by DATETIME NOT NULL, 
	accepted_at DATETIME, 
	ended_at DATETIME, 
	decline_reason VARCHAR, 
	proposed_helper VARCHAR, 
	CONSTRAINT pk_step PRIMARY KEY (id), 
	CONSTRAINT ck_step_accepted CHECK (state NOT IN ('accepted', 'done') OR accepted_at IS NOT NULL), 
	CONSTRAINT ck_step_ended CHECK ((state IN ('asked', 'accepted')) = (ended_at IS NULL)), 
	CONSTRAINT ck_step_helper CHECK (helper_id IS NOT NULL OR (introduction = 'in_person' AND state IN ('asked', 'withdrawn'))), 
	CONSTRAINT ck_step_introduction CHECK (introduction IN ('in_person', 'call', 'message', 'none')), 
	CONSTRAINT ck_step_state CHECK (state IN ('asked', 'accepted', 'done', 'declined', 'withdrawn')), 
	CONSTRAINT fk_step_asked_by_person FOREIGN KEY(asked_by) REFERENCES person (id), 
	CONSTRAINT fk_step_helper_id_person FOREIGN KEY(helper_id) REFERENCES person (id), 
	CONSTRAINT fk_step_issue_id_issue FOREIGN KEY(issue_id) REFERENCES issue (id)
);
CREATE TABLE owner_change (
	id INTEGER NOT NULL, 
	issue_id INTEGER NOT NULL, 
	from_id INTEGER NOT NULL, 
	to_id INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	reason_text VARCHAR, 
	state VARCHAR NOT NULL, 
	asked_at DATETIME NOT NULL, 
	answer_by DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_owner_change PRIMARY KEY (id), 
	CONSTRAINT ck_owner_change_another CHECK (from_id <> to_id), 
	CONSTRAINT ck_owner_change_ended CHECK ((state = 'asked') = (ended_at IS NULL)), 
	CONSTRAINT ck_owner_change_reason CHECK (reason IN ('shift_ends', 'absence', 'better_placed')), 
	CONSTRAINT ck_owner_change_state CHECK (state IN ('asked', 'accepted', 'declined', 'withdrawn')), 
	CONSTRAINT fk_owner_change_from_id_person FOREIGN KEY(from_id) REFERENCES person (id), 
	CONSTRAINT fk_owner_change_issue_id_issue FOREIGN KEY(issue_id) REFERENCES issue (id), 
	CONSTRAINT fk_owner_change_to_id_person FOREIGN KEY(to_id) REFERENCES person (id)
);
CREATE TABLE deferred_nudge (
	person_id INTEGER NOT NULL, 
	subject VARCHAR NOT NULL, 
	issue_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_deferred_nudge PRIMARY KEY (person_id, subject), 
	CONSTRAINT fk_deferred_nudge_issue_id_issue FOREIGN KEY(issue_id) REFERENCES issue (id), 
	CONSTRAINT fk_deferred_nudge_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE TABLE manual_nudge (
	id INTEGER NOT NULL, 
	sender_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	issue_id INTEGER, 
	subject VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_manual_nudge PRIMARY KEY (id), 
	CONSTRAINT fk_manual_nudge_issue_id_issue FOREIGN KEY(issue_id) REFERENCES issue (id), 
	CONSTRAINT fk_manual_nudge_person_id_person FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_manual_nudge_sender_id_person FOREIGN KEY(sender_id) REFERENCES person (id)
);
CREATE TABLE erasure (
	id INTEGER NOT NULL, 
	issue_ref VARCHAR NOT NULL, 
	extent VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	person_id INTEGER, 
	CONSTRAINT pk_erasure PRIMARY KEY (id), 
	CONSTRAINT ck_erasure_extent CHECK (extent IN ('customer', 'all')), 
	CONSTRAINT fk_erasure_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE VIRTUAL TABLE similar_step USING fts5(need, words, tokenize = 'porter unicode61 remove_diacritics 2');
INSERT INTO "alembic_version" ("version_num") VALUES ('0001');
INSERT INTO "push_subscription" ("id", "person", "device", "endpoint", "endpoint_hash", "origin", "p256dh", "auth", "vapid_key", "created_at", "last_ok_at", "last_shown_at", "strikes", "struck_at", "paused_until", "quarantined_at", "quarantine_reason", "expires_at") VALUES (1, '1', '1', 'https://updates.push.services.mozilla.com/wpush/v2/owner1', '99501cd30a9d891a41518424f2098dd13f7549b55e0ecdd2e864f97bce2a2321', 'https://updates.push.services.mozilla.com', 'BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM', 'AAAAAAAAAAAAAAAAAAAAAA', 'f87cb05159829f63', '2026-11-23 09:00:00.000000', NULL, NULL, 0, NULL, NULL, '2026-11-23 13:30:00.000000', 'status 403', NULL);
INSERT INTO "push_subscription" ("id", "person", "device", "endpoint", "endpoint_hash", "origin", "p256dh", "auth", "vapid_key", "created_at", "last_ok_at", "last_shown_at", "strikes", "struck_at", "paused_until", "quarantined_at", "quarantine_reason", "expires_at") VALUES (2, '2', '2', 'https://updates.push.services.mozilla.com/wpush/v2/colleague1', 'aec9be0386f456c6a242e8f6662f3826a7ed0cec3e7e775bb3cc8df40cfb79b4', 'https://updates.push.services.mozilla.com', 'BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM', 'AAAAAAAAAAAAAAAAAAAAAA', 'f87cb05159829f63', '2026-11-23 09:00:00.000000', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "push_subscription" ("id", "person", "device", "endpoint", "endpoint_hash", "origin", "p256dh", "auth", "vapid_key", "created_at", "last_ok_at", "last_shown_at", "strikes", "struck_at", "paused_until", "quarantined_at", "quarantine_reason", "expires_at") VALUES (3, '3', '3', 'https://updates.push.services.mozilla.com/wpush/v2/lead1', '5e18c2d87ab3c600f74fa973d87f4f363c6a2db22ce363e1c3799d4fd086aa70', 'https://updates.push.services.mozilla.com', 'BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM', 'AAAAAAAAAAAAAAAAAAAAAA', 'f87cb05159829f63', '2026-11-23 09:00:00.000000', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "push_subscription" ("id", "person", "device", "endpoint", "endpoint_hash", "origin", "p256dh", "auth", "vapid_key", "created_at", "last_ok_at", "last_shown_at", "strikes", "struck_at", "paused_until", "quarantined_at", "quarantine_reason", "expires_at") VALUES (4, '4', '4', 'https://updates.push.services.mozilla.com/wpush/v2/admin1', '33262d5a87fa7662c24662e6b56da79c4b0f7c86291a38de6bac10ad0c83cbcd', 'https://updates.push.services.mozilla.com', 'BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM', 'AAAAAAAAAAAAAAAAAAAAAA', 'f87cb05159829f63', '2026-11-23 09:00:00.000000', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "push_subscription" ("id", "person", "device", "endpoint", "endpoint_hash", "origin", "p256dh", "auth", "vapid_key", "created_at", "last_ok_at", "last_shown_at", "strikes", "struck_at", "paused_until", "quarantined_at", "quarantine_reason", "expires_at") VALUES (5, '5', '5', 'https://updates.push.services.mozilla.com/wpush/v2/stranger1', '8abb80290bab0d16107c48d223adb4f1998693123de1d54b978829fe4781b310', 'https://updates.push.services.mozilla.com', 'BPu6WIUA_O_IHzki6GFlxgOxa29qt6iiNyVPy2M5_GIW-rD-5eZugo-0kZ4PdMZcHcgIASzUM_Y1-Pxylkx_qvM', 'AAAAAAAAAAAAAAAAAAAAAA', 'f87cb05159829f63', '2026-11-23 09:00:00.000000', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "push_gone_subscription" ("endpoint_hash", "at", "reason") VALUES ('0000000000000000000000000000000000000000000000000000000000000000', '2026-11-23 13:30:00.000000', 'gone');
INSERT INTO "push_channel" ("id", "person", "kind", "address", "created_at", "last_ok_at", "failed_at", "failure_reason") VALUES (1, '4', 'email', 'ada@example.org', '2026-11-23 09:00:00.000000', NULL, NULL, NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (1, 'step:1:a1d0482b-c397-4118-a27e-96c59bae98db', '2', 'step:1', '{"title": "Ana asks for your help: Till 4, J2W7", "body": "Tap to read what is needed, and say whether you can.", "path": "/steps/1", "tag": "step-1", "loud": true, "buttons": [{"name": "accept", "words": "I\u2019m with you", "opens": "/steps/1", "act": "/steps/1/accept", "about": "Till 4, J2W7", "ref": "J2W7", "seen": null}, {"name": "decline", "words": "I can\u2019t", "opens": "/steps/1#words-decline"}], "elsewhere": true}', '2026-11-23 10:00:00.000000', '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (2, 'walk:1:38610ad3-7bd4-45b5-94df-ee4d5706faf8', '1', 'walk:1', '{"title": "Till 4: Ben can\u2019t help with J2W7", "body": "Ben: can\u2019t", "path": "/issues/J2W7", "tag": "J2W7-walk", "loud": true, "elsewhere": true}', '2026-11-23 10:00:00.000000', '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (3, 'step:2:19fcdea6-df19-431e-88c6-ddddd9faba3f', '2', 'step:2', '{"title": "Ana asks for your help: Till 4, J2W7", "body": "Ana is walking over to you with the customer.", "path": "/steps/2", "tag": "step-2", "loud": true, "buttons": [{"name": "accept", "words": "I\u2019m with you", "opens": "/steps/2", "act": "/steps/2/accept", "about": "Till 4, J2W7", "ref": "J2W7", "seen": null}, {"name": "decline", "words": "I can\u2019t", "opens": "/steps/2#words-decline"}], "elsewhere": true}', '2026-11-23 10:00:00.000000', '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (4, 'walk:1:7df99587-8ce2-4e07-adae-b04c76335a6c', '1', 'walk:1', '{"title": "Ben is with you on J2W7", "body": "Ben: can\u2019t \u00b7 Ben: with you since 10:00", "path": "/issues/J2W7", "tag": "J2W7-walk", "loud": true, "elsewhere": true}', '2026-11-23 10:00:00.000000', '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (5, 'walk:1:a40ba4c0-da70-45f9-b05e-a2c8d5809ca8', '1', 'walk:1', '{"title": "Ben has done their part of J2W7", "body": "Ben: can\u2019t \u00b7 Ben: done 10:00", "path": "/issues/J2W7", "tag": "J2W7-walk", "loud": true, "elsewhere": true}', '2026-11-23 10:00:00.000000', '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (6, 'step:3:f08964f3-41be-4ba0-9921-d730484838a2', '2', 'step:3', '{"title": "Ana asks for your help: Till 4, J2W7", "body": "Ana is calling you about it.", "path": "/steps/3", "tag": "step-3", "loud": true, "buttons": [{"name": "accept", "words": "I\u2019m with you", "opens": "/steps/3", "act": "/steps/3/accept", "about": "Till 4, J2W7", "ref": "J2W7", "seen": null}, {"name": "decline", "words": "I can\u2019t", "opens": "/steps/3#words-decline"}], "elsewhere": true}', '2026-11-23 10:00:00.000000', '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (7, 'change:1:39069c0d-a637-498e-9e67-6ed65ceedb30', '2', 'change:1', '{"title": "Ana asks you to take over J2W7: Till 4", "body": "Until you say yes, Ana owns it.", "path": "/owner-changes/1", "tag": "change-1", "loud": false, "elsewhere": false}', '2026-11-23 10:00:00.000000', '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (8, 'change:1:7e18a8dc-c43c-42cf-8d4f-17c86e976a54', '1', 'change:1', '{"title": "Ben owns J2W7 now", "body": "You do not need to do anything.", "path": "/owner-changes/1", "tag": "J2W7-walk", "loud": false, "elsewhere": false}', '2026-11-23 10:00:00.000000', '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (9, 'issue:1:reopened:1:0:2', '2', 'issue:1', '{"title": "Till 4: J2W7 is open again", "body": "It was not settled for the customer. You own this.", "path": "/issues/J2W7", "tag": "J2W7", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/J2W7", "act": "/issues/J2W7/on-it", "about": "Till 4, J2W7", "ref": "J2W7", "seen": 13}], "elsewhere": true}', '2026-11-23 21:20:00.000000', '2026-11-23 09:20:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (10, 'issue:1:promise:8:0:2', '2', 'issue:1', '{"title": "Till 4: J2W7, tell the customer by 14:20", "body": "The customer is waiting to hear from you. You own this.", "path": "/issues/J2W7", "tag": "J2W7", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/J2W7", "act": "/issues/J2W7/on-it", "about": "Till 4, J2W7", "ref": "J2W7", "seen": 13}], "elsewhere": true}', '2026-11-23 13:20:00.000000', '2026-11-23 13:10:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (11, 'issue:3:promise:1:0:2', '2', 'issue:3', '{"title": "Store 12: D7CM, tell the customer by 14:20", "body": "The customer is waiting to hear from you. You own this.", "path": "/issues/D7CM", "tag": "D7CM", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/D7CM", "act": "/issues/D7CM/on-it", "about": "Store 12, D7CM", "ref": "D7CM", "seen": 1}], "elsewhere": true}', '2026-11-23 13:20:00.000000', '2026-11-23 13:10:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (12, 'issue:1:promise:8:2:2', '2', 'issue:1', '{"title": "Till 4: J2W7 is late", "body": "The customer should have heard from you by 14:20.", "path": "/issues/J2W7", "tag": "J2W7", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/J2W7", "act": "/issues/J2W7/on-it", "about": "Till 4, J2W7", "ref": "J2W7", "seen": 13}], "elsewhere": true}', '2026-11-23 13:35:00.000000', '2026-11-23 13:20:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (13, 'issue:2:promise:1:1:4', '4', 'issue:2', '{"title": "Store 12: H7A7 is late, Ana owns it", "body": "The customer should have heard more by 14:20. Please help.", "path": "/issues/H7A7", "tag": "H7A7", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/H7A7", "act": "/issues/H7A7/on-it", "about": "Store 12, H7A7", "ref": "H7A7", "seen": 1}], "elsewhere": true}', '2026-11-23 13:35:00.000000', '2026-11-23 13:20:00.000000', NULL);
INSERT INTO "push_message" ("id", "key", "person", "subject", "content", "expires_at", "created_at", "unreachable") VALUES (14, 'issue:3:promise:1:2:2', '2', 'issue:3', '{"title": "Store 12: D7CM is late", "body": "The customer should have heard from you by 14:20.", "path": "/issues/D7CM", "tag": "D7CM", "loud": true, "buttons": [{"name": "on-it", "words": "On it", "opens": "/issues/D7CM", "act": "/issues/D7CM/on-it", "about": "Store 12, D7CM", "ref": "D7CM", "seen": 1}], "elsewhere": true}', '2026-11-23 13:35:00.000000', '2026-11-23 13:20:00.000000', NULL);
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (1, 1, 2, NULL, NULL, 'superseded', 0, 0, NULL, NULL, 0, 0, NULL, '2026-11-23 09:00:00.000000', NULL, NULL, 'yjJj2XtyVr2HzzSsZ3Q2msUY');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (2, 2, 1, NULL, NULL, 'superseded', 0, 0, NULL, NULL, 0, 0, NULL, '2026-11-23 09:00:00.000000', NULL, NULL, 'tSz1EycR0xVsqjotJ9vQpwRX');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (3, 3, 2, NULL, NULL, 'superseded', 0, 0, NULL, NULL, 0, 0, NULL, '2026-11-23 09:00:00.000000', NULL, NULL, 'z4Z2srphLzbV0aB9nBoCOlUI');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (4, 4, 1, NULL, NULL, 'superseded', 0, 0, NULL, NULL, 0, 0, NULL, '2026-11-23 09:00:00.000000', NULL, NULL, 'uccn5QnzYmd3AytjZ0lDT0FQ');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (5, 5, 1, NULL, NULL, 'superseded', 0, 0, NULL, NULL, 0, 0, NULL, '2026-11-23 09:00:00.000000', NULL, NULL, 'xf18AN_3vHBzcUeqc-k81pfx');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (6, 6, 2, NULL, NULL, 'superseded', 0, 0, NULL, NULL, 0, 0, NULL, '2026-11-23 09:00:00.000000', NULL, NULL, '2M32DIuAuCEpzA35jvene6S9');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (7, 7, 2, NULL, NULL, 'superseded', 0, 0, NULL, NULL, 0, 0, NULL, '2026-11-23 09:00:00.000000', NULL, NULL, 'Gj0Az9OdsEAg6GKhfxdskV6s');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (8, 8, 1, NULL, NULL, 'accepted', 0, 0, NULL, NULL, 0, 0, '2026-11-23 09:20:00.000000', NULL, '2026-11-23 09:20:00.000000', NULL, 'lI080ExAI_nzZSxN7jkLoIwH');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (9, 9, 2, NULL, NULL, 'accepted', 0, 0, NULL, NULL, 1, 0, '2026-11-23 09:20:00.000000', NULL, '2026-11-23 09:20:00.000000', NULL, '5O8WC0EocPYteAqw6uv4BOgn');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (10, 10, 2, NULL, NULL, 'accepted', 0, 0, NULL, NULL, 1, 0, '2026-11-23 13:10:00.000000', NULL, '2026-11-23 13:10:00.000000', NULL, '1hGGaJGLT_KAWwAA61rE6NLS');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (11, 11, 2, NULL, NULL, 'accepted', 0, 0, NULL, NULL, 1, 0, '2026-11-23 13:10:00.000000', NULL, '2026-11-23 13:10:00.000000', NULL, 'tTF6mYm4NuKuHjAFvGFBsmC-');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (12, 12, 2, NULL, NULL, 'accepted', 0, 0, NULL, NULL, 1, 0, '2026-11-23 13:20:00.000000', NULL, '2026-11-23 13:20:00.000000', NULL, 'EZUEzHo6ElQYBZnnmwzjFVCy');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (13, 13, 4, NULL, NULL, 'accepted', 0, 0, NULL, NULL, 1, 0, '2026-11-23 13:20:00.000000', NULL, '2026-11-23 13:20:00.000000', NULL, 'DQRIXEQbPPW1dS4Ht91ZiLny');
INSERT INTO "push_delivery" ("id", "message_id", "subscription_id", "channel_id", "carried_by", "state", "attempt", "tries", "next_at", "reason", "deferrable", "is_minimal", "accepted_at", "superseded_at", "shown_at", "opened_at", "receipt") VALUES (14, 14, 2, NULL, NULL, 'accepted', 0, 0, NULL, NULL, 1, 0, '2026-11-23 13:20:00.000000', NULL, '2026-11-23 13:20:00.000000', NULL, 'QwkplAeV1wTMA7LVca_bnGsT');
INSERT INTO "push_origin" ("origin", "failures", "last_ok_at", "paused_until", "reason") VALUES ('https://push.example.org', 2, NULL, NULL, 'It is down');
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (1, 'hours:4', 'hours', 1, 0, '2026-11-23 21:00:00.000000', '2026-11-23 21:00:00.000000', '2026-11-23 21:00:00.000000', NULL, '2026-11-23 09:00:00.000000', 0);
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (2, 'issue:1', 'promise', 8, 4, '2026-11-23 13:20:00.000000', '2026-11-23 13:35:00.000000', '2026-11-23 13:35:00.000000', '2026-11-23 13:23:00.000000', '2026-11-23 09:20:00.000000', -1);
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (3, 'step:1', 'helper', 1, 0, '2026-11-23 09:15:00.000000', NULL, NULL, NULL, '2026-11-23 09:00:00.000000', -1);
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (4, 'step:2', 'helper', 1, 0, '2026-11-23 09:05:00.000000', NULL, NULL, NULL, '2026-11-23 09:00:00.000000', -1);
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (5, 'step:3', 'helper', 1, 0, '2026-11-23 09:05:00.000000', NULL, NULL, NULL, '2026-11-23 09:00:00.000000', -1);
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (6, 'change:1', 'next_owner', 1, 0, '2026-11-23 09:15:00.000000', NULL, NULL, NULL, '2026-11-23 09:00:00.000000', -1);
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (7, 'issue:1', 'reopened', 1, 2, '2026-11-23 09:20:00.000000', NULL, NULL, '2026-11-23 09:23:00.000000', '2026-11-23 09:20:00.000000', -1);
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (8, 'issue:2', 'promise', 1, 3, '2026-11-23 13:20:00.000000', '2026-11-23 13:35:00.000000', '2026-11-23 13:35:00.000000', '2026-11-23 13:23:00.000000', '2026-11-23 09:20:00.000000', -1);
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (9, 'issue:3', 'promise', 2, 0, '2026-11-23 15:30:00.000000', '2026-11-23 15:20:00.000000', '2026-11-23 15:20:00.000000', NULL, '2026-11-23 13:30:00.000000', -1);
INSERT INTO "push_escalation" ("id", "subject", "trigger", "cycle", "step", "anchor_at", "next_at", "step_at", "checked_at", "started_at", "policy") VALUES (10, 'issue:4', 'promise', 1, 0, '2026-11-23 17:30:00.000000', NULL, NULL, NULL, '2026-11-23 13:30:00.000000', -1);
INSERT INTO "push_heartbeat" ("worker", "started_at", "cycle_at", "cycles") VALUES ('w1', '2026-11-23 13:30:00.000000', '2026-11-23 13:30:00.000000', 9);
INSERT INTO "push_clock" ("id", "read_at", "steady_since") VALUES (1, '2026-11-23 13:30:00.000000', '2026-11-23 13:30:00.000000');
INSERT INTO "push_count" ("name", "reason", "value") VALUES ('dead', 'gone', 2);
INSERT INTO "push_count" ("name", "reason", "value") VALUES ('sent', '', 7);
INSERT INTO "organisation" ("id", "name") VALUES (1, 'Nordhaus');
INSERT INTO "installation" ("id", "keys", "since", "rotations") VALUES (1, 'a-fingerprint', '2026-11-23 13:30:00.000000', 0);
INSERT INTO "write_probe" ("id", "at") VALUES (1, '2026-11-23 13:30:00.000000');
INSERT INTO "guess" ("source", "count", "until") VALUES ('invite:unknown', 1, '2026-11-23 09:10:00.000000');
INSERT INTO "site" ("id", "name", "zone", "phone", "country", "shows_text", "near_minutes", "message_minutes", "reach_minutes", "created_at") VALUES (1, 'Store 12', 'Europe/Berlin', '+49 30 1234', NULL, 0, 5, 15, 3, '2026-11-23 09:00:00.000000');
INSERT INTO "site" ("id", "name", "zone", "phone", "country", "shows_text", "near_minutes", "message_minutes", "reach_minutes", "created_at") VALUES (2, 'Store 7', 'Europe/Berlin', NULL, NULL, 0, 5, 15, 3, '2026-11-23 09:00:00.000000');
INSERT INTO "authority" ("site_id", "role", "words") VALUES (1, 'employee', 'Up to 20 euros
A taxi home');
INSERT INTO "place" ("id", "site_id", "code", "name", "removed_at") VALUES (1, 1, 'T4AAAA', 'Till 4', NULL);
INSERT INTO "person" ("id", "site_id", "first_name", "last_name", "search_name", "role", "on_shift_until", "storage_key_version", "tag", "shift_source", "created_at", "closed_at") VALUES (1, 1, 'Ana', 'Rothgeber', 'ana rothgeber anarothgeber', 'employee', NULL, 0, NULL, NULL, '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "person" ("id", "site_id", "first_name", "last_name", "search_name", "role", "on_shift_until", "storage_key_version", "tag", "shift_source", "created_at", "closed_at") VALUES (2, 1, 'Ben', 'Kastner', 'ben kastner benkastner', 'employee', '2026-11-23 17:00:00.000000', 0, NULL, NULL, '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "person" ("id", "site_id", "first_name", "last_name", "search_name", "role", "on_shift_until", "storage_key_version", "tag", "shift_source", "created_at", "closed_at") VALUES (3, 1, 'Leyla', 'Demir', 'leyla demir leylademir', 'lead', NULL, 0, NULL, NULL, '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "person" ("id", "site_id", "first_name", "last_name", "search_name", "role", "on_shift_until", "storage_key_version", "tag", "shift_source", "created_at", "closed_at") VALUES (4, 1, 'Ada', 'Winter', 'ada winter adawinter', 'admin', '2026-11-23 17:00:00.000000', 0, NULL, NULL, '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "person" ("id", "site_id", "first_name", "last_name", "search_name", "role", "on_shift_until", "storage_key_version", "tag", "shift_source", "created_at", "closed_at") VALUES (5, 2, 'Sven', 'Đorđić-O’Neill', 'sven dordiconeill svendordiconeill', 'employee', '2026-11-23 17:00:00.000000', 0, NULL, NULL, '2026-11-23 09:00:00.000000', NULL);
INSERT INTO "skill" ("person_id", "word") VALUES (4, 'tills');
INSERT INTO "skill" ("person_id", "word") VALUES (4, 'élevage');
INSERT INTO "device" ("id", "person_id", "token_hash", "label", "storage_key_version", "created_at", "seen_at", "expires_at", "ended_at") VALUES (1, 1, '88585764514162eba617fda575a505e7a8b97ce699a2af82a568c28e9a103c98', 'Chrome on Android', 0, '2026-11-23 09:00:00.000000', '2026-11-23 13:30:00.000000', '2027-02-21 09:00:00.000000', NULL);
INSERT INTO "device" ("id", "person_id", "token_hash", "label", "storage_key_version", "created_at", "seen_at", "expires_at", "ended_at") VALUES (2, 2, '4a4c9b56bb202031ffd1408759a30a1a2aae2c395a624d66604cdb3f2241e4d5', 'Chrome on Android', 0, '2026-11-23 09:00:00.000000', '2026-11-23 13:30:00.000000', '2027-02-21 09:00:00.000000', NULL);
INSERT INTO "device" ("id", "person_id", "token_hash", "label", "storage_key_version", "created_at", "seen_at", "expires_at", "ended_at") VALUES (3, 3, '0834ab0629e794ec85cc442fe3e3c405c3b27e0c2e496a13a05902a2e5c2de0b', 'Chrome on Android', 0, '2026-11-23 09:00:00.000000', '2026-11-23 13:30:00.000000', '2027-02-21 09:00:00.000000', NULL);
INSERT INTO "device" ("id", "person_id", "token_hash", "label", "storage_key_version", "created_at", "seen_at", "expires_at", "ended_at") VALUES (4, 4, '49a93514a41215126307e5da964af3d4bf6b001bc168fcf956b8884f7155feee', 'Chrome on Android', 0, '2026-11-23 09:00:00.000000', '2026-11-23 09:00:00.000000', '2027-02-21 09:00:00.000000', NULL);
INSERT INTO "device" ("id", "person_id", "token_hash", "label", "storage_key_version", "created_at", "seen_at", "expires_at", "ended_at") VALUES (5, 5, '80d20ff5e86c33a09ac6dad7c4c6714478337f2946409f8f9ba282018a4a4e07', 'Chrome on Android', 0, '2026-11-23 09:00:00.000000', '2026-11-23 09:00:00.000000', '2027-02-21 09:00:00.000000', NULL);
INSERT INTO "invite" ("id", "token_hash", "code_hash", "role", "site_id", "person_id", "name", "created_by", "created_at", "expires_at", "claimed_at", "claim_hash", "device_id", "revoked_at") VALUES (1, '41d6b50bc3a3b93ea0cba5bebbd27cc494e6de238ae9ee7f7445545fe2a18807', '2568c722f604017fde7d139e00502658c590291ccfd01055c913180d5f40ad26', 'lead', 1, NULL, NULL, 4, '2026-11-23 09:00:00.000000', '2026-11-26 09:00:00.000000', NULL, NULL, NULL, NULL);
INSERT INTO "weekly_hours" ("person_id", "weekday", "starts", "ends") VALUES (4, 0, 1320, 360);
INSERT INTO "policy" ("id", "site_id", "trigger", "version", "steps", "made_at", "made_by") VALUES (1, 1, 'unowned', 1, '[{"after": 0, "whom": ["lead_on_shift"], "is_urgent": true, "every": 15, "at_most": null, "again": false, "person_id": null}]', '2026-11-23 09:00:00.000000', 4);
INSERT INTO "issue" ("id", "ref", "site_id", "reporter_id", "state", "urgency", "words", "place", "customer_name", "customer_contact", "owner_id", "promise_at", "promised_at", "acknowledged_at", "waiting_since", "owned_at", "resolved_at", "created_at", "touched_at", "erased_at", "retention_from", "version") VALUES (1, 'J2W7', 1, 1, 'owned', 'today', 'Kühltruhe 4 taut ab — “Eis” läuft aus; l''été, Đorđe, مرحبا 🧊
2 % left\', 'Till 4', 'Carla', '+49 30 5550177', 2, '2026-11-23 13:20:00.000000', '2026-11-23 09:20:00.000000', NULL, NULL, '2026-11-23 09:00:00.000000', NULL, '2026-11-23 09:00:00.000000', '2026-11-23 09:20:00.000000', NULL, NULL, 13);
INSERT INTO "issue" ("id", "ref", "site_id", "reporter_id", "state", "urgency", "words", "place", "customer_name", "customer_contact", "owner_id", "promise_at", "promised_at", "acknowledged_at", "waiting_since", "owned_at", "resolved_at", "created_at", "touched_at", "erased_at", "retention_from", "version") VALUES (2, 'H7A7', 1, 1, 'owned', 'today', 'Till 4 beeps', NULL, NULL, NULL, 1, '2026-11-23 13:20:00.000000', '2026-11-23 09:20:00.000000', NULL, NULL, '2026-11-23 09:20:00.000000', NULL, '2026-11-23 09:20:00.000000', '2026-11-23 09:20:00.000000', NULL, NULL, 1);
INSERT INTO "issue" ("id", "ref", "site_id", "reporter_id", "state", "urgency", "words", "place", "customer_name", "customer_contact", "owner_id", "promise_at", "promised_at", "acknowledged_at", "waiting_since", "owned_at", "resolved_at", "created_at", "touched_at", "erased_at", "retention_from", "version") VALUES (3, 'D7CM', 1, 2, 'owned', 'today', 'Gift card was charged twice', NULL, 'Tom', NULL, 2, '2026-11-23 15:30:00.000000', '2026-11-23 13:30:00.000000', NULL, NULL, '2026-11-23 09:20:00.000000', NULL, '2026-11-23 09:20:00.000000', '2026-11-23 13:30:00.000000', NULL, NULL, 2);
INSERT INTO "issue" ("id", "ref", "site_id", "reporter_id", "state", "urgency", "words", "place", "customer_name", "customer_contact", "owner_id", "promise_at", "promised_at", "acknowledged_at", "waiting_since", "owned_at", "resolved_at", "created_at", "touched_at", "erased_at", "retention_from", "version") VALUES (4, 'W7QE', 1, 1, 'resolved', 'today', '', NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, '2026-11-23 13:30:00.000000', '2026-11-23 13:30:00.000000', '2026-11-23 13:30:00.000000', '2026-11-23 13:30:00.000000', '2026-11-23 13:30:00.000000', NULL, 3);
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (1, 1, 'reported', 1, '2026-11-23 09:00:00.000000', NULL, 1, NULL, '{}', NULL, NULL, 'a33458b5160e0358449f724fcbcf7f1d335c66276b9f5d228ab4ffc8e6286954');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (2, 1, 'owned', 1, '2026-11-23 09:00:00.000000', NULL, 1, NULL, '{}', NULL, NULL, '7c1b20d0109e2b3ffd92f900638777ec708da7330e0707f38614bc4e39ffaba9');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (3, 1, 'asked', 1, '2026-11-23 09:00:00.000000', NULL, 2, 'Order another freezer', '{"step": 1, "helper": 2, "introduction": "message"}', '2ca5cbb18816944c80731cbdfbe84138', '0ebe1d5da305f2dd58810ddd71394b46c8071e360d170be55c0c9fb261fd7422', 'fd926c4dc8730a80f7ef0232780af770f8e0989d008cb745e499631c711fa9ec');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (4, 1, 'nudged', NULL, '2026-11-23 09:00:00.000000', NULL, 2, NULL, '{"people": [2]}', NULL, NULL, 'faa352d8efc82136c9646c86a4c31348db72add4c912390b1cf973f7b3d12053');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (5, 1, 'declined', 2, '2026-11-23 09:00:00.000000', NULL, 3, 'Sven', '{"step": 1, "helper": 2, "introduction": "message", "decline_reason": "busy"}', 'c0e2c79d2c576f69a9f028e14679f5d0', '28ae090fb8000e1477c82d95e4c32846d4679ad9e0a5a974d5968a314b44c690', 'd8758c5f32d72a4a1c48fb6ff4faffd628ced14c9d7469fa75f7f02334a318d3');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (6, 1, 'nudged', NULL, '2026-11-23 09:00:00.000000', NULL, 3, NULL, '{"people": [1]}', NULL, NULL, 'fdecbed8232881ebc8fe58c48e04968451f886e044d100a61fe568d92fcf2c66');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (7, 1, 'asked', 1, '2026-11-23 09:00:00.000000', NULL, 4, 'Carry the ice cream to freezer 2', '{"step": 2, "helper": 2, "introduction": "in_person"}', 'eab576e5cab93aa16623964793df6dda', 'fff9b91c6b83bbb2599ffc1b854e3f112eaceecfd6abba9d835dd219b8236e41', '233a199c791bbbe143f7b80d8f9077605029f62f85151adedeb354382745b1a9');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (8, 1, 'nudged', NULL, '2026-11-23 09:00:00.000000', NULL, 4, NULL, '{"people": [2]}', NULL, NULL, 'e4682fd845f0c7dca78f98e00db98afc15b903f047501f9cfd3282f3215d6aca');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (9, 1, 'accepted', 2, '2026-11-23 09:00:00.000000', NULL, 5, 'Carry the ice cream to freezer 2', '{"step": 2, "helper": 2, "introduction": "in_person"}', '065c7abc13ccff31fef42ca01bc0b093', '98a87ad558d7394610d1810eaaad3d96fe18bfd894260ff19766d275241e6689', '58bd7007a2cfe15d106879672bef610834f2aa9a9f5c789a135d42ddabd34680');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (10, 1, 'done', 2, '2026-11-23 09:00:00.000000', NULL, 6, 'All but two boxes', '{"step": 2, "helper": 2, "introduction": "in_person"}', '4c830ec9e0c4a6401877ca6f561578ce', 'f3675996adb460427a967559c3fcd59d6225686ad5298803a24eb83006d244dc', '5356898066108ef3da2cf7dd7e2c5b3938a876ae54dea0f92950a806538d882c');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (11, 1, 'asked', 1, '2026-11-23 09:00:00.000000', NULL, 7, 'Call the engineer', '{"step": 3, "helper": 2, "introduction": "call"}', 'a21f38842e7773e0e5f6dc1310a5b006', '8b95d7d2e7846455c7549d896e44df361acf40337baf431ba68848d8c33c62fe', '0ebed13d8a0cc58465d1362eb85a932b86a94d407f0666b3285087686f2d3284');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (12, 1, 'nudged', NULL, '2026-11-23 09:00:00.000000', NULL, 7, NULL, '{"people": [2]}', NULL, NULL, '65039d1ea8151eab8447539993cfc444f7b2a0758e6ea3151b1a787538655817');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (13, 1, 'customer_told', 1, '2026-11-23 09:00:00.000000', NULL, 8, 'It is cold again tomorrow', '{"when": "2026-11-23T10:00:00+00:00"}', '32d77221431b9e5ad8328b707488b68c', '753a1b04ceb9a40bf5d49f438af69824acb87b4f4ceb6c43c0b40964ff344d8b', '30a7843915149a0afd5edc30307da1cb825fa8df8fe5bc41f15b3b8c273667cd');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (14, 1, 'shared', 1, '2026-11-23 09:00:00.000000', NULL, 8, NULL, '{}', NULL, NULL, 'cb20e49c2bbe781a69b96da7f81d0511fae2cd7d108446f6aa7729e37aeac782');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (15, 1, 'change_asked', 1, '2026-11-23 09:00:00.000000', NULL, 9, 'I am at the dentist', '{"change": 1, "helper": 2, "reason": "absence", "silent": "recent"}', '5861b5640c8810951f23c35c370497b6', 'bc61fb02e2a68bfe6f3b6c8682278da0b4ce1212a73a8794fc06b39dda2a6554', 'afadff428f579a32c26a3386d8cd0545689129204f38540f699cc98edae1f350');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (16, 1, 'nudged', NULL, '2026-11-23 09:00:00.000000', NULL, 9, NULL, '{"people": [2]}', NULL, NULL, '43b17c79d5cd5a19ea65ee30002d69f88422726c22ab3f9d9067c8a6a281aeaa');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (17, 1, 'withdrawn', NULL, '2026-11-23 09:00:00.000000', NULL, 10, 'Call the engineer', '{"step": 3, "helper": 2, "introduction": "call"}', '41b823be1b3cfc9d8744c5b014d757cf', 'e0d880fe10fe944dfc10458303fdb9893a95ac5c79500d660e7fa70e294858f2', '96da4533e7ee51a6fe31a4d04fbbf8bbe16083e2211d5e41a399f8bc5798e248');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (18, 1, 'changed', 2, '2026-11-23 09:00:00.000000', NULL, 11, NULL, '{"change": 1, "helper": 2, "former_owner": 1}', NULL, NULL, '7c443a91b5132653bb933788e91fdb171643905ccfacdd62d7f59b959ab64d4b');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (19, 1, 'authority_used', 2, '2026-11-23 09:20:00.000000', NULL, 12, '20 euros', '{}', '21383a8b3180325ef4bb7650ca55d63b', '9babdf8a3255d9c619a3af1b3692af1d5dc0853e66a0a6e49010bc111669941c', '83aaa3f3056e9223a6a5d7fa07c642597a225fbbe392dcb28d4a68dc06de0f09');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (20, 1, 'resolved', 2, '2026-11-23 09:20:00.000000', NULL, 12, 'Repaired', '{"retold_count": 2}', 'a996d6bcdd0cc3f29a3b678fd314bba0', 'c3558ed74f27695e50d437d3282d7d8f5d5f662ac68c24c888a4d4d539b683bf', '899c492cc25ad5a2fa9b2d03dcb5de5c8c988e27c646c0d008a1fdc981033471');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (21, 1, 'reopened', 3, '2026-11-23 09:20:00.000000', NULL, 13, 'It drips again', '{}', '562dda98e46755d9ac06cd05f581ec1b', '7208c573f58c14b4c4a5b4788c9c55f662ea05f5d8fbc7eb41fcb254f9ea984c', '9ed28ff7a8cc56f69392a69c6b32975115db0bcbb9c6989354f2629e719f0de9');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (22, 2, 'reported', 1, '2026-11-23 09:20:00.000000', NULL, 1, NULL, '{}', NULL, NULL, 'acf434656270c21f99964e854f201002d754a857f7d65b11fbec5fbf3b54dd4f');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (23, 2, 'owned', 1, '2026-11-23 09:20:00.000000', NULL, 1, NULL, '{}', NULL, NULL, '224630623bf5ab4259f0ed605ab0f5c407166395264c179bad19aa6776bef74b');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (24, 3, 'reported', 2, '2026-11-23 09:20:00.000000', NULL, 1, NULL, '{}', NULL, NULL, '81ba0c07654968e5243f2f6c30a11101526f5d81b4671533b08dd64a9575947e');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (25, 3, 'owned', 2, '2026-11-23 09:20:00.000000', NULL, 1, NULL, '{}', NULL, NULL, '6d97068f0cefc600647f2a46652801f37a3e9d23e30907b75bded54df7b5134b');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (26, 1, 'nudged', NULL, '2026-11-23 09:20:00.000000', NULL, 13, NULL, '{"key": "issue:1:reopened:1:0:", "people": [2]}', NULL, NULL, 'f0f838ab07c53df093f82e785311e2d3c650a95d15b2679655faefb8eecc9ffc');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (27, 1, 'nudged', NULL, '2026-11-23 13:10:00.000000', NULL, 13, NULL, '{"key": "issue:1:promise:8:0:", "people": [2]}', NULL, NULL, '35a08fb3b62321f3e500168ccc4fdad6eaf87b35b77a6e69a804c44873d02006');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (28, 2, 'deferred', NULL, '2026-11-23 13:10:00.000000', NULL, 1, NULL, '{"people": [1]}', NULL, NULL, '0d116eb003606a5ccaeb35d659a7eb7894eabe46bbde8fd22076f610b8fd40c4');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (29, 3, 'nudged', NULL, '2026-11-23 13:10:00.000000', NULL, 1, NULL, '{"key": "issue:3:promise:1:0:", "people": [2]}', NULL, NULL, '323e078ac765decbbd8348c670e796d595f761a105e19464ab0db44d35cba228');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (30, 1, 'nudged', NULL, '2026-11-23 13:20:00.000000', NULL, 13, NULL, '{"key": "issue:1:promise:8:2:", "people": [2]}', NULL, NULL, '9559b343833c2cf3d99deff26c4534943a5a2d9286986d32de0fcdd738d49051');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (31, 2, 'nudged', NULL, '2026-11-23 13:20:00.000000', NULL, 1, NULL, '{"key": "issue:2:promise:1:1:", "because": "in_place", "people": [4]}', NULL, NULL, '541ccbd7b83c7c80bad16467d99bbff7721a7379dda55fa8a9af107628dcc51d');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (32, 3, 'nudged', NULL, '2026-11-23 13:20:00.000000', NULL, 1, NULL, '{"key": "issue:3:promise:1:2:", "people": [2]}', NULL, NULL, '757d1e67709c715cd8e15891b89c2d19d05066d206eb16947cde8b4bb7356342');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (33, 3, 'postponed', 2, '2026-11-23 13:30:00.000000', NULL, 2, 'The bank answers on Monday', '{"when": "2026-11-23T15:30:00+00:00"}', '46b733a0f859864efe8db8887eeb3d77', '7766626325c51b4c84d78cabbc6cac04a5c01eddbbf3d04a8367abd9b276bf2e', '88e55f426d6c3863596c26f99fde805ea8dc9991bc022bea9eeb5c5ab92d571f');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (34, 4, 'reported', 1, '2026-11-23 13:30:00.000000', NULL, 1, NULL, '{}', NULL, NULL, '710e554b137ed144c58db3296c45ab6b3ac92197e6f0c454cb72a4aa798b2182');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (35, 4, 'owned', 1, '2026-11-23 13:30:00.000000', NULL, 1, NULL, '{}', NULL, NULL, '3e06cd0d8a17371718e4dbad4fb4a95b91cd727d5900a87691230a4e95a21082');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (36, 4, 'resolved', 1, '2026-11-23 13:30:00.000000', NULL, 2, NULL, '{}', NULL, '71226191764b8f01b9d27f5bcfecd3598f3e911e83869e0a8ff93ca46a0bb478', '75fba6408c8d24d929fc543b9f78911c7d3ca4d1ebd436ecbdf52fef47a5d5c4');
INSERT INTO "event" ("id", "issue_id", "kind", "actor_id", "at", "tapped_at", "version", "text", "data", "salt", "commitment", "hash") VALUES (37, 4, 'erased', 3, '2026-11-23 13:30:00.000000', NULL, 3, NULL, '{}', NULL, NULL, '63ba7192b048ab7eb3fcd4d596af6e568c003556058ad883b4c66054420b90e9');
INSERT INTO "history_head" ("id", "event_id", "events", "hash") VALUES (1, 37, 37, '63ba7192b048ab7eb3fcd4d596af6e568c003556058ad883b4c66054420b90e9');
INSERT INTO "photo" ("id", "issue_id", "person_id", "jpeg", "small", "at") VALUES ('1ta128-bOG41xqey47DBMw', 1, 1, X'FFD8FFE000104A46494600010100000100010000FFDB00430006040506050406060506070706080A100A0A09090A140E0F0C1017141818171416161A1D251F1A1B231C1616202C20232627292A29191F2D302D283025282928FFDB0043010707070A080A130A0A13281A161A2828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828282828FFC00011080028003C03012200021101031101FFC40017000101010100000000000000000000000000040607FFC4001A1001000105000000000000000000000000000103053571B1FFC40017010101010100000000000000000000000008000506FFC4001C110100000701000000000000000000000000010204053572B106FFDA000C03010002110311003F00E74038E244417CC557D47617A0BE62ABEA3B0D8F3D94A6DE5EC1937DC6D4693722C780550D800937E007A54882F98AAFA8EC2F417CC557D4761B1E7B294DBCBD8326FB8DA8D26E458F00AA1B00126FC00F4A9105F3155F51D806C79ECA536F2F60C9BEE36A349B9163C02A86C0049FFFD9', X'FFD8FFE000104A46494600010100000100010000FFDB004300080606070605080707070909080A0C140D0C0B0B0C1912130F141D1A1F1E1D1A1C1C20242E2720222C231C1C2837292C30313434341F27393D38323C2E333432FFDB0043010909090C0B0C180D0D1832211C213232323232323232323232323232323232323232323232323232323232323232323232323232323232323232323232323232FFC00011080028003C03012200021101031101FFC400160001010100000000000000000000000000000406FFC4001A1001000105000000000000000000000000000103053581B1FFC4001801000301010000000000000000000000000005080706FFC4001C11010001040300000000000000000000000002030572B1013435FFDA000C03010002110311003F00C580E65B8892E78FABAEC2B4973C7D5D760CECBE8D0CE3BE0BAEFD0AD8CB4CD80A11860000D7809A142092E78FABAEC2B4973C7D5D760CECBE8D0CE3BE0BAEFD0AD8CB4CD80A11860000D7809A142092E78FABAEC019D97D1A19C77C175DFA15B19699B014230C0001FFD9', '2026-11-23 09:00:00.000000');
INSERT INTO "status_link" ("id", "issue_id", "nonce", "token_hash", "person_id", "created_at", "revoked_at", "ends_at") VALUES (1, 1, 'nyHaOmyBuzXxR-o4q10zLg', '4c5074a98616114aaa6902be00e2832dedda2e3f8a6cf4d65b465a0dc5cd6fb7', 1, '2026-11-23 09:00:00.000000', NULL, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (4, 'f94bdf8b-ba3a-40fa-a067-bcdafd1994f7', '06b39ce990089066d97d551891cf62ba9c4a777b6c7e1f757794203050cfdcea', '2026-11-23 09:00:00.000000', '', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (4, 'eae0e9c9-8f9b-40cd-8589-4adb9c074643', 'a16ff792b2625745723bb98333776512189d118267a0b2c220229adb882f2305', '2026-11-23 09:00:00.000000', '', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (4, '64482420-be04-49c9-9c85-2d6464b1b641', '3fff54ab1f2e50719d63a40e90432ad9a03681c8560e61c6cf9eca79034bbeda', '2026-11-23 09:00:00.000000', '', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (4, '500c7c76-c9d2-4771-815a-2786b7db3806', 'cecea93fbc1dbf916d71fed6f67e63127ae25441c6aa7c550c257952b86efbad', '2026-11-23 09:00:00.000000', '', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (4, 'f3c5c075-ced3-478f-bbbc-120e747cf06e', '55e04b8ffac70ae87803be4240b0779e14ffdcd2d8f8a4c8c29254c6e2836ad4', '2026-11-23 09:00:00.000000', '', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (4, '4d0434be-cf01-4b64-b524-d70e54ac9a3a', 'fbf281a53cf24dbaffcef380d09c824936f0b60114970c04a8a85b5afae64acb', '2026-11-23 09:00:00.000000', '', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (1, '7479066c-3f4a-4fb1-9308-5958b4a3720d', 'd3a9f2ee50b5d03878389e10a136bd46abf84daa974ab0c861c89bbac2fce4df', '2026-11-23 09:00:00.000000', 'J2W7', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (2, 'b92304b8-9911-47f4-a1e2-96a6acde25f3', '47b29d1fcc334dd78f85b9746f8b883b1ace909640a6dbaa9cb6dd5962366d8b', '2026-11-23 09:00:00.000000', 'J2W7', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (2, '34556013-7000-4434-9aa5-4aedb7e42b37', 'abed72bc25e3ffb0c87af52f942f5d87a3d05dc865bd41275a104b9a6d89a8aa', '2026-11-23 09:00:00.000000', 'J2W7', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (1, '55731388-55a9-4b16-b6d7-78b2e36373da', '26095d41227be9dacf115227bd9975862e48f6606709f355c276fa5bb816a889', '2026-11-23 09:00:00.000000', 'J2W7', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (1, '5c626729-1e82-4caf-b994-e86bda4ce79f', 'f228a35e604be4342e4c36fd8aeeb1a5878aa2337999b265fe61a3f7ddcac968', '2026-11-23 09:00:00.000000', 'J2W7', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (1, '37740967-84b5-4f05-8898-a3e3c5e28f5b', 'f9fe312224546bfc0fa1d5a9b0473aeefa6515a9caea5e6e0f76038b03a39ea2', '2026-11-23 09:00:00.000000', 'J2W7', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (2, '4d43a83b-2da8-4ba0-b9a2-87780c06c701', '8b60c2457a395dfa482d3a30252e46592d75bf35630a4fc4f6fa95596206e446', '2026-11-23 09:00:00.000000', 'J2W7', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (2, 'a90a59bf-dfbe-4990-9405-5f64ce1ef214', '6f5476bd8543a6bdd4aa35eba4eb69ec9388caae04044b60ddb9edd245424875', '2026-11-23 09:20:00.000000', 'J2W7', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (3, 'fea27548-0e29-4fb3-8b07-2d35cc2d3db9', '034ebfa3bdd2dc91d83020cec02b4022ddf43586c4ab47b2d5aeacb4be72a78b', '2026-11-23 09:20:00.000000', 'J2W7', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (2, 'dcc25132-501c-41b7-b8b5-8661e27a943c', '9ac03cd7be4c97e403a49985b633a4c8379d90f1029ece3f0ab4745a7d7cbd60', '2026-11-23 13:30:00.000000', 'D7CM', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (1, 'c3ddbf2c-c442-4b5a-9f25-00fafefd677a', '13162bfa36e494058c6bbd3900f96c4f3ebad08793aace60a956db8c25d23b18', '2026-11-23 13:30:00.000000', 'W7QE', NULL, 0, NULL);
INSERT INTO "applied_tap" ("person_id", "key", "digest", "at", "ref", "sentence", "harmless", "step_id") VALUES (3, 'c84e0a1b-823c-47a2-ac60-630151ea84bd', 'c7e05502fdb007e7dd5469f947f7d97470a5ea90ec51521f171306073e8f4d06', '2026-11-23 13:30:00.000000', 'W7QE', NULL, 0, NULL);
INSERT INTO "step" ("id", "issue_id", "asked_by", "helper_id", "need", "introduction", "state", "asked_at", "answer_by", "accepted_at", "ended_at", "decline_reason", "proposed_helper") VALUES (1, 1, 1, 2, 'Order another freezer', 'message', 'declined', '2026-11-23 09:00:00.000000', '2026-11-23 09:15:00.000000', NULL, '2026-11-23 09:00:00.000000', 'busy', 'Sven');
INSERT INTO "step" ("id", "issue_id", "asked_by", "helper_id", "need", "introduction", "state", "asked_at", "answer_by", "accepted_at", "ended_at", "decline_reason", "proposed_helper") VALUES (2, 1, 1, 2, 'Carry the ice cream to freezer 2', 'in_person', 'done', '2026-11-23 09:00:00.000000', '2026-11-23 09:05:00.000000', '2026-11-23 09:00:00.000000', '2026-11-23 09:00:00.000000', NULL, NULL);
INSERT INTO "step" ("id", "issue_id", "asked_by", "helper_id", "need", "introduction", "state", "asked_at", "answer_by", "accepted_at", "ended_at", "decline_reason", "proposed_helper") VALUES (3, 1, 1, 2, 'Call the engineer', 'call', 'withdrawn', '2026-11-23 09:00:00.000000', '2026-11-23 09:05:00.000000', NULL, '2026-11-23 09:00:00.000000', NULL, NULL);
INSERT INTO "owner_change" ("id", "issue_id", "from_id", "to_id", "reason", "reason_text", "state", "asked_at", "answer_by", "ended_at") VALUES (1, 1, 1, 2, 'absence', 'I am at the dentist', 'accepted', '2026-11-23 09:00:00.000000', '2026-11-23 09:15:00.000000', '2026-11-23 09:00:00.000000');
INSERT INTO "deferred_nudge" ("person_id", "subject", "issue_id", "at") VALUES (1, 'issue:2', 2, '2026-11-23 13:10:00.000000');
INSERT INTO "manual_nudge" ("id", "sender_id", "person_id", "issue_id", "subject", "at") VALUES (1, 1, 2, 1, 'step:1', '2026-11-23 09:00:00.000000');
INSERT INTO "manual_nudge" ("id", "sender_id", "person_id", "issue_id", "subject", "at") VALUES (2, 2, 1, 1, 'walk:1', '2026-11-23 09:00:00.000000');
INSERT INTO "manual_nudge" ("id", "sender_id", "person_id", "issue_id", "subject", "at") VALUES (3, 1, 2, 1, 'step:2', '2026-11-23 09:00:00.000000');
INSERT INTO "manual_nudge" ("id", "sender_id", "person_id", "issue_id", "subject", "at") VALUES (4, 1, 2, 1, 'step:3', '2026-11-23 09:00:00.000000');
INSERT INTO "erasure" ("id", "issue_ref", "extent", "at", "person_id") VALUES (1, 'W7QE', 'all', '2026-11-23 13:30:00.000000', 3);
INSERT INTO "similar_step" ("rowid", "need", "words") VALUES (2, 'carry the ice cream to freezer 2', 'kuhltruhe 4 taut ab eis lauft aus l ete đorđe مرحبا 2 left');
CREATE INDEX ix_push_subscription_person ON push_subscription (person);
CREATE INDEX ix_push_message_subject ON push_message (subject);
CREATE INDEX ix_push_delivery_carried ON push_delivery (carried_by);
CREATE INDEX ix_push_delivery_channel ON push_delivery (channel_id);
CREATE INDEX ix_push_delivery_due ON push_delivery (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX ix_push_delivery_message ON push_delivery (message_id);
CREATE INDEX ix_push_delivery_subscription ON push_delivery (subscription_id);
CREATE INDEX ix_push_escalation_checked ON push_escalation (checked_at);
CREATE INDEX ix_push_escalation_due ON push_escalation (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX ix_push_escalation_policy ON push_escalation ("trigger", policy) WHERE next_at IS NOT NULL;
CREATE INDEX ix_push_escalation_started ON push_escalation (started_at);
CREATE INDEX ix_guess_until ON guess (until);
CREATE INDEX ix_place_site_id ON place (site_id);
CREATE INDEX ix_person_site_shift ON person (site_id, on_shift_until);
CREATE INDEX ix_skill_word ON skill (word);
CREATE INDEX ix_device_person_id ON device (person_id);
CREATE INDEX ix_issue_created ON issue (site_id, created_at);
CREATE INDEX ix_issue_late ON issue (site_id, promise_at) WHERE state = 'owned';
CREATE INDEX ix_issue_owned ON issue (owner_id, promise_at) WHERE state = 'owned';
CREATE INDEX ix_issue_retention ON issue (retention_from) WHERE retention_from IS NOT NULL;
CREATE INDEX ix_issue_site ON issue (site_id, touched_at);
CREATE INDEX ix_issue_unowned ON issue (site_id, waiting_since) WHERE state = 'unowned';
CREATE INDEX ix_event_issue ON event (issue_id, id);
CREATE INDEX ix_photo_at ON photo (at);
CREATE INDEX ix_photo_issue_id ON photo (issue_id);
CREATE INDEX ix_status_link_issue_id ON status_link (issue_id);
CREATE INDEX ix_applied_tap_at ON applied_tap (at);
CREATE INDEX ix_step_helper ON step (helper_id, state, asked_at);
CREATE INDEX ix_step_issue ON step (issue_id, id);
CREATE INDEX ix_step_unanswered ON step (answer_by) WHERE state = 'asked';
CREATE UNIQUE INDEX uq_step_open ON step (issue_id, helper_id) WHERE state IN ('asked', 'accepted');
CREATE INDEX ix_owner_change_from ON owner_change (from_id, state);
CREATE INDEX ix_owner_change_issue ON owner_change (issue_id, id);
CREATE INDEX ix_owner_change_to ON owner_change (to_id, state);
CREATE UNIQUE INDEX uq_owner_change_open ON owner_change (issue_id) WHERE state = 'asked';
CREATE INDEX ix_deferred_nudge_issue_id ON deferred_nudge (issue_id);
CREATE INDEX ix_manual_nudge_sender_at ON manual_nudge (sender_id, at);
CREATE TRIGGER event_append AFTER INSERT ON event BEGIN SELECT RAISE(ABORT, 'events are only appended') WHERE NEW.id <= (SELECT event_id FROM history_head); UPDATE history_head SET event_id = NEW.id, events = events + 1, hash = NEW.hash; END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event WHEN NOT (NEW.text IS NULL AND NEW.salt IS NULL AND NEW.id IS OLD.id AND NEW.issue_id IS OLD.issue_id AND NEW.kind IS OLD.kind AND NEW.actor_id IS OLD.actor_id AND NEW.at IS OLD.at AND NEW.tapped_at IS OLD.tapped_at AND NEW.version IS OLD.version AND NEW.data IS OLD.data AND NEW.commitment IS OLD.commitment AND NEW.hash IS OLD.hash) BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER history_head_no_delete BEFORE DELETE ON history_head BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER history_head_no_insert BEFORE INSERT ON history_head BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
COMMIT;
