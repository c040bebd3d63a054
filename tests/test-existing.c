/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "ptl-accounts.h"
#include "ptl-enum.h"

/* Files in a home folder, and the accounts that are found in it. */
typedef struct
{
  const char *name;
  const char *files[12];  /* a path below the home, and what it holds; and so on */
  const char *expected;  /* a line for each account */
} Row;

#define PROFILES "[Profile0]\nName=default\nIsRelative=1\nPath=p\nDefault=1\n"

#define PREF(name, value) "user_pref(\"" name "\", " value ");\n"

#define ACCOUNT(n) \
  PREF ("mail.account.account" n ".server", "\"server" n "\"") PREF ("mail.account.account" n ".identities", "\"id" n "\"")

#define IMAP(n, host, port, socket) \
  PREF ("mail.server.server" n ".type", "\"imap\"") PREF ("mail.server.server" n ".hostname", "\"" host "\"") \
  PREF ("mail.server.server" n ".userName", "\"ada\"") PREF ("mail.server.server" n ".port", port) \
  PREF ("mail.server.server" n ".socketType", socket) PREF ("mail.identity.id" n ".useremail", "\"ada@example.org\"")

#define SMTP(n, host, port, socket) \
  PREF ("mail.smtpserver.smtp" n ".hostname", "\"" host "\"") PREF ("mail.smtpserver.smtp" n ".port", port) \
  PREF ("mail.smtpserver.smtp" n ".try_ssl", socket) PREF ("mail.smtpserver.smtp" n ".username", "\"ada\"") \
  PREF ("mail.smtpservers", "\"smtp" n "\"")

#define LIST(text) PREF ("mail.accountmanager.accounts", "\"" text "\"")

#define SOURCES ".config/evolution/sources/"

static const Row rows[] = {
  { "nothing", { NULL }, "" },

  /* Thunderbird */
  { "thunderbird",
    { ".thunderbird/profiles.ini", PROFILES,
      ".thunderbird/p/prefs.js", LIST ("account1") ACCOUNT ("1") IMAP ("1", "imap.example.org", "143", "0")
                                 SMTP ("1", "smtp.example.org", "587", "2") },
    "thunderbird ada@example.org imap imap.example.org 143 none ada server1; smtp smtp.example.org 587 starttls ada smtp1\n" },
  { "thunderbird-places",
    { ".var/app/org.mozilla.thunderbird/.thunderbird/profiles.ini", PROFILES,
      ".var/app/org.mozilla.thunderbird/.thunderbird/p/prefs.js", LIST ("account1") ACCOUNT ("1") IMAP ("1", "a.example.org", "993", "3"),
      "snap/thunderbird/common/.thunderbird/profiles.ini", PROFILES,
      "snap/thunderbird/common/.thunderbird/p/prefs.js", LIST ("account1") ACCOUNT ("1") IMAP ("1", "b.example.org", "993", "3") },
    "thunderbird ada@example.org imap a.example.org 993 tls ada server1\n"
    "thunderbird ada@example.org imap b.example.org 993 tls ada server1\n" },
  { "thunderbird-profiles",
    { ".thunderbird/profiles.ini", PROFILES "; a comment\n[Profile1]\nName=two\nIsRelative=1\nPath=q\n[Profile2]\nName=three\nIsRelative=1\nPath=gone\n",
      ".thunderbird/p/prefs.js", LIST ("account1") ACCOUNT ("1") IMAP ("1", "a.example.org", "993", "3"),
      ".thunderbird/q/prefs.js", LIST ("account1") ACCOUNT ("1") IMAP ("1", "b.example.org", "993", "3") },
    "thunderbird ada@example.org imap a.example.org 993 tls ada server1\n"
    "thunderbird ada@example.org imap b.example.org 993 tls ada server1\n" },
  { "thunderbird-usual-ports",
    { ".thunderbird/profiles.ini", PROFILES,
      ".thunderbird/p/prefs.js", LIST ("account1") ACCOUNT ("1") PREF ("mail.server.server1.type", "\"pop3\"")
        PREF ("mail.server.server1.hostname", "\"pop.example.org\"") PREF ("mail.server.server1.port", "-1")
        PREF ("mail.server.server1.userName", "\"ada\"") PREF ("mail.server.server1.socketType", "3") },
    "thunderbird - pop3 pop.example.org 995 tls ada server1\n" },
  { "thunderbird-wrong-type-is-ignored",
    { ".thunderbird/profiles.ini", PROFILES,
      ".thunderbird/p/prefs.js", LIST ("account1") ACCOUNT ("1") IMAP ("1", "imap.example.org", "\"993\"", "true") },
    "thunderbird ada@example.org imap imap.example.org 143 none ada server1\n" },
  { "thunderbird-other-kinds",
    { ".thunderbird/profiles.ini", PROFILES,
      ".thunderbird/p/prefs.js", LIST ("account1,account2,account3,account4,account1") ACCOUNT ("1") ACCOUNT ("2") ACCOUNT ("3")
        PREF ("mail.server.server1.type", "\"none\"") PREF ("mail.server.server2.type", "\"rss\"")
        PREF ("mail.server.server3.type", "\"ews\"") },
    "thunderbird - ! This account is of the kind “ews”, which Portolan cannot check.\n" },
  { "thunderbird-no-host",
    { ".thunderbird/profiles.ini", PROFILES,
      ".thunderbird/p/prefs.js", LIST ("account1,account2") ACCOUNT ("1") IMAP ("1", "", "993", "3") ACCOUNT ("2")
        IMAP ("2", "imap.example.org", "70000", "3") },
    "thunderbird ada@example.org ! The settings name no server for receiving.\n"
    "thunderbird ada@example.org ! The settings name a port that is not a number from 1 to 65535.\n" },
  { "thunderbird-user-js",
    { ".thunderbird/profiles.ini", PROFILES,
      ".thunderbird/p/prefs.js", LIST ("account1") ACCOUNT ("1") IMAP ("1", "imap.example.org", "143", "0"),
      ".thunderbird/p/user.js", PREF ("mail.server.server1.port", "993") PREF ("mail.server.server1.socketType", "3") },
    "thunderbird ada@example.org imap imap.example.org 993 tls ada server1\n" },
  { "thunderbird-corrupt",
    { ".thunderbird/profiles.ini", PROFILES "[Profile1]\nName=two\nIsRelative=1\nPath=q\n",
      ".thunderbird/p/prefs.js", "user_pref(\"mail.accountmanager.accounts\", \"account1",
      ".thunderbird/q/prefs.js", LIST ("account1") ACCOUNT ("1") IMAP ("1", "b.example.org", "993", "3") },
    "thunderbird - ! */p/prefs.js*\nthunderbird ada@example.org imap b.example.org 993 tls ada server1\n" },
  { "thunderbird-corrupt-profiles",
    { ".thunderbird/profiles.ini", "no group\n",
      ".var/app/org.mozilla.thunderbird/.thunderbird/profiles.ini", PROFILES,
      ".var/app/org.mozilla.thunderbird/.thunderbird/p/prefs.js", LIST ("account1") ACCOUNT ("1") IMAP ("1", "a.example.org", "993", "3") },
    "thunderbird - ! *profiles.ini*\nthunderbird ada@example.org imap a.example.org 993 tls ada server1\n" },

  /* GNOME Online Accounts */
  { "goa",
    { ".config/goa-1.0/accounts.conf",
      "[Account account_1]\nProvider=imap_smtp\nIdentity=ada@example.org\nPresentationIdentity=ada@example.org\nEnabled=true\n"
      "EmailAddress=ada@example.org\nImapHost=imap.example.org:144\nImapUserName=ada\nImapUseSsl=false\nImapUseTls=true\n"
      "SmtpHost=smtp.example.org\nSmtpUserName=ada\nSmtpUseAuth=true\nSmtpUseSsl=true\nSmtpUseTls=false\n"
      "[Account account_2]\nProvider=google\n[Account account_3]\nProvider=imap_smtp\nEnabled=false\n"
      "[Account account_4]\nProvider=imap_smtp\nImapHost=[2001:db8::1]:143\nImapUserName=b\n"
      "[Account account_5]\nProvider=imap_smtp\nImapHost=imap.example.org:many\nImapUserName=b\n" },
    "goa ada@example.org imap imap.example.org 144 starttls ada Account account_1; smtp smtp.example.org 465 tls ada Account account_1\n"
    "goa - imap 2001:db8::1 143 none b Account account_4\n"
    "goa - ! The settings name a port that is not a number from 1 to 65535.\n" },
  { "goa-corrupt", { ".config/goa-1.0/accounts.conf", "[Account\n" }, "goa - ! *accounts.conf* cannot be read*\n" },

  /* Evolution */
  { "evolution",
    { SOURCES "a.source", "[Data Source]\nDisplayName=Ada\nEnabled=true\n[Mail Account]\nBackendName=imapx\nIdentityUid=i\n"
                          "[Authentication]\nHost=imap.example.org\nPort=143\nUser=ada\n[Security]\nMethod=none\n",
      SOURCES "i.source", "[Mail Identity]\nAddress=ada@example.org\n[Mail Submission]\nTransportUid=t\n",
      SOURCES "t.source", "[Mail Transport]\nBackendName=smtp\n[Authentication]\nHost=smtp.example.org\nUser=\n"
                          "[Security]\nMethod=starttls-on-standard-port\n",
      SOURCES "broken.source", "\xff\xfe" },
    "evolution - ! *broken.source* cannot be read*\n"
    "evolution Ada imap imap.example.org 143 none ada -; smtp smtp.example.org 587 starttls - -\n" },
  { "evolution-others",
    { SOURCES "local.source", "[Data Source]\nEnabled=true\n[Mail Account]\nBackendName=maildir\n",
      SOURCES "off.source", "[Data Source]\nEnabled=false\n[Mail Account]\nBackendName=pop\n",
      SOURCES "copy.source", "[Data Source]\nParent=gnome\n[Mail Account]\nBackendName=imapx\n[Authentication]\nHost=imap.example.org\n",
      SOURCES "gnome.source", "[Collection]\nBackendName=none\n[GNOME Online Accounts]\nAccountId=account_1\n",
      SOURCES "ews.source", "[Data Source]\nDisplayName=Work\n[Mail Account]\nBackendName=ews\n",
      ".var/app/org.gnome.Evolution/config/evolution/sources/p.source",
      "[Mail Account]\nBackendName=pop\nIdentityUid=nobody\n[Authentication]\nHost=pop.example.org\nUser=ada\n"
      "[Security]\nMethod=ssl-on-alternate-port\n" },
    "evolution Work ! This account is of the kind “ews”, which Portolan cannot check.\n"
    "evolution - pop3 pop.example.org 995 tls ada -\n" },

  /* Geary */
  { "geary",
    { ".config/geary/account_01/geary.ini",
      "[Metadata]\nversion=1\nstatus=enabled\n[Account]\nlabel=Mine\nsender_mailboxes=\"Ada\\; L\" <ada@example.org>;\nservice_provider=other\n"
      "[Incoming]\nlogin=ada\nhost=imap.example.org\nport=143\ntransport_security=none\ncredentials=custom\n"
      "[Outgoing]\nhost=smtp.example.org\nport=465\ntransport_security=transport\ncredentials=use-incoming\n",
      ".config/geary/account_02/geary.ini", "[Metadata]\nstatus=removed\n",
      ".config/geary/account_03/geary.ini", "[Account]\nservice_provider=gmail\nsender_mailboxes=b@gmail.com;\n[Incoming]\nlogin=b@gmail.com\n",
      ".var/app/org.gnome.Geary/config/geary/account_01/geary.ini", "[Account]\nlabel=Empty\n" },
    "geary Mine imap imap.example.org 143 none ada Incoming; smtp smtp.example.org 465 tls ada Outgoing\n"
    "geary b@gmail.com imap imap.gmail.com 993 tls b@gmail.com -; smtp smtp.gmail.com 465 tls b@gmail.com -\n"
    "geary Empty ! The settings name no server for receiving.\n" },

  /* Claws Mail */
  { "claws",
    { ".claws-mail/accountrc",
      "[Account: 1]\naccount_name=Me\naddress=ada@example.org\nprotocol=0\nreceive_server=pop.example.org\nsmtp_server=smtp.example.org\n"
      "user_id=ada\\lovelace\nssl_pop=2\nset_popport=1\npop_port=1110\nssl_smtp=0\nset_smtpport=0\nsmtp_port=25\nuse_smtp_auth=1\nsmtp_user_id=\n"
      "[Account: 2]\naccount_name=News\nprotocol=2\n" },
    "claws-mail Me pop3 pop.example.org 1110 starttls ada\\lovelace Account: 1; smtp smtp.example.org 587 none ada\\lovelace Account: 1\n" },
  { "claws/numbered-anew",
    { ".claws-mail/accountrc",
      "[Account: 1]\naccount_name=Me\nconfig_version=4\nprotocol=1\nreceive_server=imap.example.org\nuser_id=ada\nssl_imap=1\n"
      "[Account: 2]\naccount_name=Local\nconfig_version=4\nprotocol=3\n" },
    "claws-mail Me imap imap.example.org 993 tls ada Account: 1\n" },
};

static void
add_server (GString                 *text,
            const PtlExistingServer *place,
            const char              *before)
{
  const char *username;

  if (place->server == NULL)
    return;

  username = ptl_server_get_username (place->server);
  g_string_append_printf (text, "%s %s %s %u %s %s %s", before,
                          ptl_enum_to_nick (PTL_TYPE_PROTOCOL, ptl_server_get_protocol (place->server)),
                          ptl_server_get_host (place->server), ptl_server_get_port (place->server),
                          ptl_enum_to_nick (PTL_TYPE_SECURITY, ptl_server_get_security (place->server)),
                          username != NULL ? username : "-", place->key != NULL ? place->key : "-");
}

static char *
list (GPtrArray *found)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    {
      const PtlExisting *existing = g_ptr_array_index (found, i);
      const char *label = ptl_existing_get_label (existing);

      g_string_append_printf (text, "%s %s", ptl_existing_get_program (existing), label != NULL ? label : "-");
      if (ptl_existing_get_trouble (existing) != NULL)
        g_string_append_printf (text, " ! %s", ptl_existing_get_trouble (existing));
      else
        {
          add_server (text, ptl_existing_get_incoming (existing), "");
          add_server (text, ptl_existing_get_outgoing (existing), ";");
        }
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

static void
write_file (const char *home,
            const char *name,
            const char *text,
            gssize      length)
{
  g_autofree char *path = g_build_filename (home, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *home = g_dir_make_tmp ("existing-XXXXXX", NULL);
  PtlExportOptions options = { .home = home };
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (row->files) && row->files[i] != NULL; i += 2)
    write_file (home, row->files[i], row->files[i + 1], -1);

  found = ptl_accounts_read (&options);
  text = list (found);
  if (!g_pattern_match_simple (row->expected, text))
    g_assert_cmpstr (text, ==, row->expected);
  remove_all (home);
}

/* Whatever stands in the files: no crash, and nothing of another program is lost. */
static void
test_cut (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *home = g_dir_make_tmp ("existing-XXXXXX", NULL);
  PtlExportOptions options = { .home = home };

  write_file (home, ".config/geary/account_09/geary.ini", "[Account]\nlabel=Other\n", -1);
  for (guint i = 0; i < G_N_ELEMENTS (row->files) && row->files[i] != NULL; i += 2)
    {
      for (gsize length = 0; length < strlen (row->files[i + 1]); length++)
        {
          g_autoptr (GPtrArray) found = NULL;
          g_autofree char *text = NULL;

          write_file (home, row->files[i], row->files[i + 1], length);
          found = ptl_accounts_read (&options);
          text = list (found);
          g_assert_nonnull (strstr (text, "geary Other"));
        }
      write_file (home, row->files[i], row->files[i + 1], -1);
    }
  remove_all (home);
}

/* The same account has the same name in the next run, two have two. */
static void
test_id (void)
{
  const PtlExistingFields one = { .program = "geary", .name = "Geary", .path = "/a", .incoming = { .key = "Incoming" } };
  const PtlExistingFields two = { .program = "geary", .name = "Geary", .path = "/b", .incoming = { .key = "Incoming" } };
  g_autoptr (PtlExisting) a = ptl_existing_new (&one);
  g_autoptr (PtlExisting) b = ptl_existing_new (&one);
  g_autoptr (PtlExisting) c = ptl_existing_new (&two);

  g_assert_cmpstr (ptl_existing_get_id (a), ==, ptl_existing_get_id (b));
  g_assert_cmpstr (ptl_existing_get_id (a), !=, ptl_existing_get_id (c));
  g_assert_true (g_str_has_prefix (ptl_existing_get_id (a), "geary-"));
  g_assert_cmpstr (ptl_existing_get_title (a), ==, "Geary");
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/existing/id", test_id);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *read = g_strdup_printf ("/existing/read/%s", rows[i].name);
      g_autofree char *cut = g_strdup_printf ("/existing/cut/%s", rows[i].name);

      g_test_add_data_func (read, &rows[i], test_row);
      g_test_add_data_func (cut, &rows[i], test_cut);
    }

  return g_test_run ();
}
