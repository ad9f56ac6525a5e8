/*
 * Points the Voice SDK at the carrier of this laptop. A classic script, loaded before the SDK, which takes
 * hold of WebSocket and fetch when it is evaluated. The application and its Device options stay those of
 * production; the real carrier's pages simply do not load this file.
 */
(function () {
  'use strict';
  var carrier = new URL(document.currentScript.src).origin;
  var SIGNALLING = /^voice-js\.[\w-]+\.twilio\.com$/;
  var TELEMETRY = /^eventgw(\.[\w-]+)?\.twilio\.com$/;
  var RINGTONE = /^https:\/\/(?:sdk|media)\.twilio\.com\/js\/client\/sounds\/releases\/[^/]+\/([\w-]+)\.\w+/;

  function parsed(url) {
    return new URL(String(url), location.href);
  }

  var BrowserSocket = window.WebSocket;
  window.WebSocket = class extends BrowserSocket {
    constructor(url, protocols) {
      var isSignalling = SIGNALLING.test(parsed(url).hostname);
      var target = isSignalling ? carrier.replace(/^http/, 'ws') + '/signal' : url;
      if (protocols === undefined) super(target);
      else super(target, protocols);
    }
  };

  var browserFetch = window.fetch;
  window.fetch = function (input, init) {
    var url = typeof input === 'string' || input instanceof URL ? input : input.url;
    if (TELEMETRY.test(parsed(url).hostname)) return Promise.resolve(new Response('', { status: 200 }));
    return browserFetch.call(window, input, init);
  };

  function local(url) {
    var sound = RINGTONE.exec(String(url));
    return sound ? carrier + '/sounds/' + sound[1] + '.wav' : url;
  }

  var open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, url) {
    arguments[1] = local(url);
    return open.apply(this, arguments);
  };

  var source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'src');
  Object.defineProperty(HTMLMediaElement.prototype, 'src', {
    configurable: true,
    enumerable: source.enumerable,
    get: source.get,
    set: function (url) { source.set.call(this, local(url)); },
  });
})();
