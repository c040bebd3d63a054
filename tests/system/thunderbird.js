/* Copyright 2026 The Portolan authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs inside of Thunderbird, with its own rights: what a person would see and do there. thunderbird.py calls the functions of
 * `mail` by name. */

const { MailServices } = ChromeUtils.importESModule ("resource:///modules/MailServices.sys.mjs");
const { setTimeout } = ChromeUtils.importESModule ("resource://gre/modules/Timer.sys.mjs");

const SOCKETS = { 0: "none", 2: "starttls", 3: "tls" };

function pause (milliseconds) {
  return new Promise (resolve => setTimeout (resolve, milliseconds));
}

async function until (condition, seconds, what) {
  for (const end = Date.now () + seconds * 1000; Date.now () < end; await pause (50)) {
    const found = await condition ();
    if (found)
      return found;
  }
  throw new Error (`waited ${seconds} s in vain for ${what}`);
}

function describe (status) {
  const name = Object.keys (Cr).find (key => Cr[key] == status);
  try {
    return name ?? Cc["@mozilla.org/nss_errors_service;1"].getService (Ci.nsINSSErrorsService).getErrorMessage (status);
  } catch (error) {
    return `0x${(status >>> 0).toString (16)}`;
  }
}

/* Thunderbird's own way to say that something with a URL has ended. */
function ended (start) {
  return new Promise ((resolve, reject) => start ({
    QueryInterface: ChromeUtils.generateQI (["nsIUrlListener"]),
    OnStartRunningUrl () {},
    OnStopRunningUrl (url, status) {
      if (Components.isSuccessCode (status))
        resolve ();
      else
        reject (new Error (`${describe (status)} ${url instanceof Ci.nsIMsgMailNewsUrl ? url.errorMessage : ""}`.trim ()));
    },
  }));
}

function incoming (key) {
  return MailServices.accounts.getAccount (key).incomingServer;
}

function folderWith (server, flag) {
  return server.rootFolder.getFolderWithFlags (Ci.nsMsgFolderFlags[flag]);
}

function subjects (folder) {
  return folder ? [...folder.messages].map (header => header.mime2DecodedSubject) : [];
}

const mail = {
  /* What the profile holds, in the words of the command line's JSON. */
  read (held) {
    const outgoing = server => server && {
      host: server.serverURI.host, port: server.serverURI.port, security: SOCKETS[server.socketType],
      username: server.username, method: server.authMethod, key: server.key };
    const account = one => {
      const server = one.incomingServer, identity = one.defaultIdentity;
      return {
        key: one.key, protocol: server.type, host: server.hostname, port: server.port, security: SOCKETS[server.socketType],
        username: server.username, method: server.authMethod, label: server.prettyName,
        default: one == MailServices.accounts.defaultAccount,
        checks: server.loginAtStartUp || held.includes (`mail.server.${server.key}.login_at_startup`),
        leaves: server.type == "pop3" ? server.getBoolValue ("leave_on_server") : null,
        leavesDays: server.type == "pop3" && server.getBoolValue ("delete_by_age_from_server")
          ? server.getIntValue ("num_days_to_leave_on_server") : null,
        name: identity?.fullName, address: identity?.email,
        outgoing: identity && outgoing (MailServices.outgoingServer.getServerByIdentity (identity)) };
    };
    const { isFirstRun } = ChromeUtils.importESModule ("resource:///modules/accountcreation/FirstRun.sys.mjs");
    return {
      version: Services.appinfo.version, profile: Services.dirsvc.get ("ProfD", Ci.nsIFile).path,
      asksForAccount: isFirstRun () || !!document.querySelector ("account-hub-container")?.modal?.open,
      accounts: MailServices.accounts.accounts.map (account).filter (one => one.protocol != "none"),
      outgoing: MailServices.outgoingServer.servers.map (outgoing) };
  },

  /* Nobody is there to close a message box: note what it says. */
  watch () {
    globalThis.boxes = [];
    Services.obs.addObserver (box => globalThis.boxes.push (`${box.Dialog?.args?.title}: ${box.Dialog?.args?.text}`),
                              "common-dialog-loaded");
  },

  boxes () {
    return globalThis.boxes;
  },

  goOnline () {
    Services.io.manageOfflineStatus = false;
    Services.io.offline = false;
  },

  /* Its own check of a server, as its account assistant does it: “works”, “dialog” if it asks about the certificate, or what it
   * says. */
  async check (server, password, seconds) {
    const { ConfigVerifier } = ChromeUtils.importESModule ("resource:///modules/accountcreation/ConfigVerifier.sys.mjs");
    const { AccountConfig } = ChromeUtils.importESModule ("resource:///modules/accountcreation/AccountConfig.sys.mjs");
    const config = new AccountConfig (), stop = new AbortController (), auth = Ci.nsMsgAuthMethod.passwordCleartext;
    const socketType = Number (Object.keys (SOCKETS).find (key => SOCKETS[key] == server.security));
    const { protocol, host, port, username } = server;
    config.identity = { realname: "Anna", emailAddress: username };
    Object.assign (config.incoming, { type: protocol, hostname: host, port, username, password, socketType, auth });
    Object.assign (config.outgoing, { type: "smtp", hostname: host, port: 465, username, password, socketType, auth });

    let dialog = false;
    const watcher = opened => opened.addEventListener ("load", () => {
      if (!opened.location.href.includes ("exceptionDialog"))
        return;
      dialog = true;
      opened.close ();
    }, { once: true });
    Services.obs.addObserver (watcher, "domwindowopened");
    try {
      const late = pause (seconds * 1000).then (() => { throw new Error (`nothing within ${seconds} s`); });
      await Promise.race ([new ConfigVerifier (null, stop.signal).verifyConfig (config, false), late]);
      return "works";
    } catch (error) {
      return dialog ? "dialog" : error.message;
    } finally {
      stop.abort ();
      Services.obs.removeObserver (watcher, "domwindowopened");
    }
  },

  /* What its own account assistant finds: "fromDisk" beside the program, "fromISP" at the provider. */
  async lookUp (where, address) {
    const { FetchConfig } = ChromeUtils.importESModule ("resource:///modules/accountcreation/FetchConfig.sys.mjs");
    const domain = address.split ("@").at (-1), stop = new AbortController ();
    const config = await (where == "fromDisk" ? FetchConfig.fromDisk (domain, stop.signal)
                                              : FetchConfig.fromISP (domain, address, stop.signal));
    const server = one => ({ protocol: one.type, host: one.hostname, port: one.port, security: SOCKETS[one.socketType],
                             username: one.username, method: one.auth });
    return { name: config.displayName, incoming: [config.incoming, ...config.incomingAlternatives].map (server),
             outgoing: [config.outgoing, ...config.outgoingAlternatives].map (server),
             leaves: config.incoming.leaveMessagesOnServer, leavesDays: config.incoming.daysToLeaveMessagesOnServer };
  },

  async signIn (key, password) {
    const server = incoming (key);
    server.password = password;
    await ended (listener => server.verifyLogon (listener, null));
    server.closeCachedConnections ();  /* such a connection skips part of its set-up: later commands would fail on it */
    server.password = password;
  },

  /* The subjects in the inbox and the length of its last message, read in full. */
  async fetch (key, seconds) {
    const server = incoming (key);
    if (server.type == "imap")
      server.performExpand (null);
    const inbox = await until (() => folderWith (server, "Inbox"), seconds, "the inbox");
    await ended (listener => server.getNewMessages (inbox, null, listener));
    const header = await until (() => [...inbox.messages].at (-1), seconds, "a message");
    const uri = inbox.getUriForMsg (header), pieces = [];
    await new Promise ((resolve, reject) => {
      const input = Cc["@mozilla.org/scriptableinputstream;1"].createInstance (Ci.nsIScriptableInputStream);
      MailServices.messageServiceFromURI (uri).streamMessage (uri, {
        QueryInterface: ChromeUtils.generateQI (["nsIStreamListener"]),
        onStartRequest () {},
        onDataAvailable (request, stream, offset, length) {
          input.init (stream);
          pieces.push (input.read (length));
        },
        onStopRequest (request, status) {
          return Components.isSuccessCode (status) ? resolve () : reject (new Error (describe (status)));
        },
      }, null, null, null, false, "", false);
    });
    return { subjects: subjects (inbox), text: pieces.join ("") };
  },

  send (key, password, subject) {
    const account = MailServices.accounts.getAccount (key), identity = account.defaultIdentity;
    const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance (Ci.nsIMsgCompFields);
    const message = Cc["@mozilla.org/messengercompose/send;1"].createInstance (Ci.nsIMsgSend);
    MailServices.outgoingServer.getServerByIdentity (identity).password = password;
    fields.from = MailServices.headerParser.makeMimeAddress (identity.fullName, identity.email);
    fields.to = identity.email;
    fields.subject = subject;
    return new Promise ((resolve, reject) => message.createAndSendMessage (
      null, identity, account.key, fields, false, false, Ci.nsIMsgSend.nsMsgDeliverNow, null, "text/plain", "Hello, me.\r\n",
      null, null, {
        QueryInterface: ChromeUtils.generateQI (["nsIMsgSendListener"]),
        onStartSending () {}, onSendProgress () {}, onProgress () {}, onStatus () {}, onGetDraftFolderURI () {},
        onSendNotPerformed (id, status) { reject (new Error (describe (status))); },
        onTransportSecurityError (id, status, info, place) { reject (new Error (`${place}: ${describe (status)}`)); },
        onStopSending (id, status) {
          return Components.isSuccessCode (status) ? resolve (true) : reject (new Error (describe (status)));
        },
      }, password, "", Ci.nsIMsgCompType.New));
  },

  /* Wait until what was sent is in the inbox and, where the account has it at the provider, among the sent messages. */
  async await (key, subject, seconds) {
    const server = incoming (key), inbox = folderWith (server, "Inbox");
    await until (async () => {
      await ended (listener => server.getNewMessages (inbox, null, listener));
      return subjects (inbox).includes (subject);
    }, seconds, `“${subject}” in the inbox`);
    const identity = MailServices.accounts.getAccount (key).defaultIdentity;
    const sent = () => MailServices.folderLookup.getFolderForURL (identity.fccFolderURI)
      ?? folderWith (server, "SentMail");
    await until (() => {
      if (subjects (sent ()).includes (subject))
        return true;
      if (sent ()?.server.type == "imap")
        sent ().updateFolder (null);
      return false;
    }, seconds, `“${subject}” among the sent messages`);
    return sent ().URI;
  },
};
