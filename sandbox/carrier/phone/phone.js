'use strict';
(function () {
  const TEXTS = {
    zh: {
      title: '致电我们', phone: '电话', to: '拨打号码', from: '我的号码', transcript: '通话记录', pad: '拨号键盘',
      empty: '接通后，您听到的话和按下的键会显示在这里。',
      hint: '也可用键盘输入：0–9、* 和 #。', language: 'English', dark: '深色', light: '浅色',
      call: '呼叫', hangup: '挂断', mute: '静音', unmute: '取消静音',
      idle: '可以拨打', calling: '正在呼叫…', ringing: '正在响铃…', talking: '通话中',
      ended: '通话结束', endedCarrier: '对方已挂断', refused: '未接通（{code}）', network: '连接中断',
      noMicrophone: '无法使用麦克风，您将只能听和按键。', offline: '与话务平台的连接已断开，请刷新页面。',
      queue: '排队等候：{text}', conference: '进入通话', record: '请在提示音后留言', play: '播放录音 {text}', dial: '转接 {text}',
    },
    en: {
      title: 'Call us', phone: 'Telephone', to: 'Number to call', from: 'My number', transcript: 'What was said', pad: 'Keypad',
      empty: 'Once connected, what you hear and the keys you press appear here.',
      hint: 'Your keyboard works too: 0–9, * and #.', language: '中文', dark: 'Dark', light: 'Light',
      call: 'Call', hangup: 'Hang up', mute: 'Mute', unmute: 'Unmute',
      idle: 'Ready', calling: 'Calling…', ringing: 'Ringing…', talking: 'Connected',
      ended: 'Call ended', endedCarrier: 'They hung up', refused: 'Not connected ({code})', network: 'Connection lost',
      noMicrophone: 'No microphone: you can listen and press keys.', offline: 'The carrier is gone. Reload the page.',
      queue: 'Waiting in the queue: {text}', conference: 'Joined the conversation', record: 'Leave a message after the tone',
      play: 'Plays {text}', dial: 'Connecting to {text}',
    },
  };
  const KEYS = [['1', ''], ['2', 'ABC'], ['3', 'DEF'], ['4', 'GHI'], ['5', 'JKL'], ['6', 'MNO'],
    ['7', 'PQRS'], ['8', 'TUV'], ['9', 'WXYZ'], ['*', ''], ['0', '+'], ['#', '']];
  const byId = (id) => document.getElementById(id);
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* a private window keeps nothing */ } };

  let language = kept('phone.language') || (navigator.language.startsWith('zh') ? 'zh' : 'en');
  let theme = kept('phone.theme') || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  let state = { name: 'idle', code: '' };
  let call = null;
  let socket = null;
  const sounds = new Map();

  function text(name, values) {
    return TEXTS[language][name].replace(/\{(\w+)\}/g, (_, key) => (values && values[key]) || '');
  }

  function isBusy() {
    return ['calling', 'ringing', 'talking'].includes(state.name);
  }

  function render() {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset.theme = theme;
    document.title = text('title');
    document.querySelectorAll('[data-text]').forEach((node) => { node.textContent = text(node.dataset.text); });
    byId('language').textContent = text('language');
    byId('theme').textContent = text(theme === 'dark' ? 'light' : 'dark');
    byId('state').textContent = text(state.name, state);
    byId('pad').setAttribute('aria-label', text('pad'));
    byId('call').setAttribute('aria-label', text('call'));
    byId('hangup').setAttribute('aria-label', text('hangup'));
    const isMuted = Boolean(call && call.isMuted);
    byId('mute').setAttribute('aria-label', text(isMuted ? 'unmute' : 'mute'));
    byId('mute').setAttribute('aria-pressed', String(isMuted));
    byId('call').disabled = isBusy();
    byId('hangup').disabled = !isBusy();
    byId('mute').disabled = !isBusy();
    byId('to').disabled = byId('from').disabled = isBusy();
    document.querySelectorAll('.line--note p[data-note]').forEach((node) => {
      node.textContent = text(node.dataset.note, { text: node.dataset.value });
    });
  }

  function show(name, more) {
    state = { name, ...more };
    document.body.dataset.state = name;
    render();
  }

  // ---- what was said -------------------------------------------------------------------------

  function addLine(kind, content, at) {
    const lines = byId('lines');
    const last = lines.lastElementChild;
    if (kind === 'digits' && last && last.dataset.kind === 'digits') {
      last.querySelector('p').textContent += content;
      return;
    }
    const item = document.createElement('li');
    const time = document.createElement('time');
    const said = document.createElement('p');
    item.dataset.kind = kind;
    item.className = 'line' + (kind === 'digits' ? ' line--mine' : kind === 'say' ? '' : ' line--note');
    time.textContent = (at ? new Date(at) : new Date()).toLocaleTimeString(language === 'zh' ? 'zh-CN' : 'en-GB');
    if (kind === 'say' || kind === 'digits') {
      said.textContent = content;
    } else {
      said.dataset.note = kind;
      said.dataset.value = content;
      said.textContent = text(kind, { text: content });
    }
    item.append(time, said);
    lines.append(item);
    lines.scrollTop = lines.scrollHeight;
  }

  const NOTED = ['queue', 'conference', 'record', 'play', 'dial'];

  function heard(line) {
    if (line.kind === 'say' || line.kind === 'digits' || NOTED.includes(line.kind)) addLine(line.kind, line.text, line.at);
  }

  // ---- the call ------------------------------------------------------------------------------

  function connect() {
    socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/phone/socket');
    socket.onmessage = (event) => take(JSON.parse(event.data));
    socket.onclose = () => { finish(); show('offline'); };
  }

  function send(message) {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  async function take(message) {
    if (message.type === 'line') heard(message);
    if (!call) return;
    if (message.type === 'ringing') { show('ringing'); ringback(true); }
    if (message.type === 'answer') {
      ringback(false);
      await call.peer.setRemoteDescription({ type: 'answer', sdp: message.sdp });
      call.since = Date.now();
      show('talking');
    }
    if (message.type === 'ended') {
      finish();
      const byName = { carrier: message.code ? 'refused' : 'endedCarrier', network: 'network' };
      show(byName[message.by] || 'ended', { code: String(message.code || '') });
    }
  }

  async function microphone() {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      addLine('noMicrophone', '');
      return null;
    }
  }

  async function dial() {
    if (isBusy()) return;
    byId('lines').replaceChildren();
    setDigits('');
    show('calling');
    const stream = await microphone();
    const peer = new RTCPeerConnection();
    call = { peer, stream, isMuted: false, since: 0 };
    if (stream) stream.getAudioTracks().forEach((track) => peer.addTrack(track, stream));
    else peer.addTransceiver('audio', { direction: 'recvonly' });
    peer.ontrack = (event) => listen(event.streams[0] || new MediaStream([event.track]));
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    send({ type: 'call', to: byId('to').value.trim(), from: byId('from').value.trim(), sdp: peer.localDescription.sdp });
    keep('phone.from', byId('from').value.trim());
  }

  function gathered(peer) {
    if (peer.iceGatheringState === 'complete') return Promise.resolve();
    return new Promise((resolve) => {
      peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && resolve());
      setTimeout(resolve, 1500);
    });
  }

  function hangup() {
    send({ type: 'hangup' });
  }

  function finish() {
    ringback(false);
    if (!call) return;
    call.peer.close();
    if (call.stream) call.stream.getTracks().forEach((track) => track.stop());
    cancelAnimationFrame(call.drawing);
    byId('level').style.width = '0';
    call = null;
  }

  function mute() {
    if (!call || !call.stream) return;
    call.isMuted = !call.isMuted;
    call.stream.getAudioTracks().forEach((track) => { track.enabled = !call.isMuted; });
    render();
  }

  // ---- sound ---------------------------------------------------------------------------------

  let audio = null;

  function sound() {
    audio = audio || new AudioContext();
    audio.resume();
    return audio;
  }

  function listen(stream) {
    byId('sound').srcObject = stream;
    const analyser = sound().createAnalyser();
    sound().createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const current = call;
    (function draw() {
      if (call !== current) return;
      analyser.getFloatTimeDomainData(samples);
      const power = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
      byId('level').style.width = Math.min(100, power * 400) + '%';
      document.body.dataset.level = power.toFixed(4);
      current.drawing = requestAnimationFrame(draw);
    })();
  }

  async function play(name) {
    const context = sound();
    if (!sounds.has(name)) {
      const data = await (await fetch('/sounds/' + name + '.wav')).arrayBuffer();
      sounds.set(name, await context.decodeAudioData(data));
    }
    const source = context.createBufferSource();
    source.buffer = sounds.get(name);
    source.connect(context.destination);
    source.start();
  }

  // China's ringback: 450 Hz, one second on, four off.
  let ringing = null;

  function ringback(isOn) {
    if (ringing) { clearInterval(ringing.timer); ringing.tone.stop(); ringing = null; }
    if (!isOn) return;
    const context = sound();
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = 450;
    volume.gain.value = 0;
    tone.connect(volume).connect(context.destination);
    tone.start();
    const beat = () => {
      volume.gain.setTargetAtTime(0.08, context.currentTime, 0.01);
      volume.gain.setTargetAtTime(0, context.currentTime + 1, 0.01);
    };
    beat();
    ringing = { tone, timer: setInterval(beat, 5000) };
  }

  // ---- the keypad ----------------------------------------------------------------------------

  function setDigits(digits) {
    const shown = document.createElement('span');
    shown.textContent = digits;
    byId('digits').replaceChildren(shown);
  }

  function press(key) {
    const button = document.querySelector('.key[data-key="' + CSS.escape(key) + '"]');
    button.classList.add('is-pressed');
    setTimeout(() => button.classList.remove('is-pressed'), 140);
    if (isBusy()) {
      play('dtmf-' + ({ '*': 'star', '#': 'hash' }[key] || key));
      setDigits(byId('digits').textContent + key);
      send({ type: 'digit', digit: key });
    } else {
      byId('to').value += key;
    }
  }

  function buildPad() {
    KEYS.forEach(([key, letters]) => {
      const button = document.createElement('button');
      const small = document.createElement('small');
      button.type = 'button';
      button.className = 'key';
      button.dataset.key = key;
      button.append(key, small);
      small.textContent = letters;
      small.setAttribute('aria-hidden', 'true');
      button.setAttribute('aria-label', key);
      button.addEventListener('click', () => press(key));
      byId('pad').append(button);
    });
  }

  function typed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isInField = event.target instanceof HTMLInputElement && !event.target.disabled;
    if (!isInField && /^[0-9*#]$/.test(event.key)) { event.preventDefault(); press(event.key); }
    if (event.key === 'Escape' && isBusy()) hangup();
  }

  function tick() {
    const seconds = call && call.since ? Math.floor((Date.now() - call.since) / 1000) : 0;
    const pair = (value) => String(value).padStart(2, '0');
    if (call) byId('timer').textContent = pair(Math.floor(seconds / 60)) + ':' + pair(seconds % 60);
  }

  async function offerNumbers() {
    const { numbers } = await (await fetch('/phone/numbers.json')).json();
    byId('numbers').replaceChildren(...numbers.map((number) => new Option(number, number)));
    if (numbers.length && !numbers.includes(byId('to').value)) byId('to').value = numbers[0];
  }

  buildPad();
  byId('from').value = kept('phone.from') || byId('from').value;
  byId('dial').addEventListener('submit', (event) => { event.preventDefault(); dial(); });
  byId('hangup').addEventListener('click', hangup);
  byId('mute').addEventListener('click', mute);
  byId('language').addEventListener('click', () => { language = language === 'zh' ? 'en' : 'zh'; keep('phone.language', language); render(); });
  byId('theme').addEventListener('click', () => { theme = theme === 'dark' ? 'light' : 'dark'; keep('phone.theme', theme); render(); });
  document.addEventListener('keydown', typed);
  setInterval(tick, 250);
  show('idle');
  connect();
  offerNumbers();
})();
