"""The words and choices of the flow editor's forms: data, one line each, `name|Chinese|English`."""

WIDGETS = """
trigger|触发器|Trigger
say-play|播报|Say or play
gather-input-on-call|收集按键或语音|Gather input
split-based-on|条件分支|Split
set-variables|设置变量|Set variables
connect-call-to|转接电话|Connect call
enqueue-call|排队等待坐席|Enqueue call
send-to-flex|送往坐席（Flex）|Send to Flex
record-voicemail|语音留言|Record voicemail
record-call|通话录音|Record call
make-outgoing-call-v1|外呼（旧版）|Make outgoing call (v1)
make-outgoing-call-v2|外呼|Make outgoing call
capture-payments|收款|Capture payment
fork-stream|分流音频|Fork stream
send-message|发送消息|Send message
send-and-wait-for-reply|发送并等待回复|Send and wait for reply
run-function|调用函数|Run function
make-http-request|HTTP 请求|Make HTTP request
add-twiml-redirect|跳转到 TwiML|TwiML redirect
run-subflow|运行子流程|Run subflow
connect-virtual-agent|虚拟坐席（旧版）|Virtual agent (v1)
connect-virtual-agent-v2|虚拟坐席|Virtual agent
run-conversation-relay|对话中继|Conversation relay
send-to-auto-pilot|Autopilot（已停止）|Autopilot (ended)
"""

PROPERTIES = """
say|播报内容|Text to say
play|音频地址|Audio URL
digits|按键音|Touch tones
voice|发音人|Voice
language|语言|Language
loop|重复次数|Times to repeat
timeout|超时（秒）|Timeout (seconds)
finish_on_key|结束键|Finish on key
stop_gather|遇结束键停止|Stop on the finish key
number_of_digits|位数|Number of digits
save_response_as|结果另存为|Save response as
hints|识别提示词|Recognition hints
gather_language|识别语言|Recognition language
speech_timeout|语音超时|Speech timeout
speech_model|识别模型|Speech model
profanity_filter|过滤粗话|Filter profanity
input|判断的值|Value to test
variables|变量|Variables
noun|转接到|Connect to
to|被叫|To
from|主叫|From
caller_id|主叫显示|Caller ID
record|录音|Record
sip_endpoint|SIP 地址|SIP address
sip_username|SIP 用户名|SIP user name
sip_password|SIP 密码|SIP password
sip_auth_username|SIP 用户名|SIP user name
sip_auth_password|SIP 密码|SIP password
time_limit|最长时间（秒）|Time limit (seconds)
workflow_sid|工作流|Workflow
queue_name|队列|Queue
task_attributes|任务属性（JSON）|Task attributes (JSON)
priority|优先级|Priority
wait_url|等待音地址|Wait URL
wait_url_method|等待音请求方法|Wait URL method
workflow|工作流|Workflow
channel|渠道|Channel
attributes|属性（JSON）|Attributes (JSON)
waitUrl|等待音地址|Wait URL
waitUrlMethod|等待音请求方法|Wait URL method
max_length|最长（秒）|Longest (seconds)
transcribe|转写|Transcribe
transcription_callback_url|转写回调地址|Transcription callback
trim|去除静音|Trim silence
play_beep|提示音|Play a beep
recording_status_callback_url|录音回调地址|Recording callback
record_call|开始或停止录音|Start or stop recording
recording_status_callback|录音回调地址|Recording callback
recording_status_callback_method|回调方法|Callback method
recording_status_callback_events|回调事件|Callback events
recording_channels|录音声道|Recording channels
detect_answering_machine|识别答录机|Detect answering machine
machine_detection|识别方式|Machine detection
machine_detection_timeout|识别超时（秒）|Detection timeout (seconds)
machine_detection_speech_threshold|说话时长阈值（毫秒）|Speech threshold (ms)
machine_detection_speech_end_threshold|静音结束阈值（毫秒）|Speech end threshold (ms)
machine_detection_silence_timeout|静音超时（毫秒）|Silence timeout (ms)
send_digits|接通后发送按键|Keys to send
payment_connector|支付连接器|Payment connector
payment_method|支付方式|Payment method
payment_token_type|令牌类型|Token type
payment_amount|金额|Amount
currency|币种|Currency
description|说明|Description
valid_card_types|接受的卡|Accepted cards
security_code|询问安全码|Ask for the security code
postal_code|邮政编码|Postal code
min_postal_code_length|邮编最短位数|Shortest postal code
max_attempts|最多尝试次数|Most attempts
bank_account_type|账户类型|Bank account type
parameters|参数|Parameters
stream_action|动作|Action
stream_name|流名称|Stream name
stream_transport_type|传输方式|Transport
stream_url|流地址（wss）|Stream URL (wss)
stream_track|声轨|Track
stream_connector|连接器|Connector
stream_parameters|流参数|Stream parameters
body|内容|Body
shorten_urls|缩短网址|Shorten URLs
service|消息服务|Messaging service
media_url|媒体地址|Media URL
message_type|消息类型|Message type
content_sid|内容模板|Content template
content_variables|模板变量|Template variables
url|地址|URL
service_sid|服务 SID|Service SID
environment_sid|环境 SID|Environment SID
function_sid|函数 SID|Function SID
method|请求方法|Method
content_type|内容类型|Content type
add_twilio_auth|带上运营商凭据|Add carrier credentials
flow_sid|子流程|Subflow
flow_revision|版本|Revision
connector|连接器|Connector
connector_name|连接器|Connector
connector_details|连接器详情|Connector details
configurations|配置|Configuration
status_callback|状态回调地址|Status callback
status_callback_method|状态回调方法|Status callback method
sentiment_analysis|情感分析|Sentiment analysis
session_behavior|会话方式|Session behavior
resume_session_identification_method|恢复会话的识别方式|How to find the session to resume
resume_session_identification_value|恢复会话的标识|Session to resume
resume_session_event_name|恢复时的事件|Event on resuming
welcome_greeting|欢迎语|Welcome greeting
tts_provider|合成服务|Speech synthesis
transcription_provider|识别服务|Speech recognition
dtmf_detection|识别按键|Detect keys
interruptible|可打断|Interruptible
autopilot_assistant_sid|助手 SID|Assistant SID
chat_attributes|聊天属性|Chat attributes
chat_service|聊天服务|Chat service
chat_channel|聊天渠道|Chat channel
target_task|目标任务|Target task
memory_parameters|记忆参数|Memory parameters
"""

EVENTS = """
incomingMessage|收到消息|Incoming message
incomingCall|来电|Incoming call
incomingConversationMessage|收到会话消息|Incoming conversation message
incomingRequest|接口触发|REST request
incomingParent|父流程调用|Called by a parent flow
audioComplete|播放完毕|Audio complete
keypress|按键|Keys pressed
speech|语音|Speech
timeout|超时|Timeout
match|符合条件|Match
noMatch|都不符合|No match
next|下一步|Next
callCompleted|通话结束|Call completed
hangup|挂机|Hang-up
callComplete|排队结束|Queue left
failedToEnqueue|排队失败|Failed to enqueue
callFailure|呼叫失败|Call failure
composerStarted|开始输入|Composer started
recordingComplete|留言完成|Recording complete
noAudio|没有声音|No audio
success|成功|Success
failed|失败|Failed
fail|失败|Fail
answered|接听|Answered
busy|忙|Busy
noAnswer|无人接听|No answer
answeredByMachine|答录机接听|Answered by a machine
maxFailedAttempts|尝试次数用尽|Too many attempts
providerError|支付方出错|Provider error
payInterrupted|收款中断|Payment interrupted
validationError|校验失败|Validation error
sent|已发送|Sent
deliveryFailure|未送达|Delivery failure
return|返回|Return
completed|完成|Completed
live-agent-handoff|转人工|Hand-off to an agent
paused|暂停|Paused
sessionEnded|会话结束|Session ended
failure|失败|Failure
"""

CONDITIONS = """
equal_to|等于|equals
not_equal_to|不等于|does not equal
matches_any_of|是其中之一|is any of
does_not_match_any_of|不是其中任何一个|is none of
contains|包含|contains
does_not_contain|不包含|does not contain
starts_with|开头是|starts with
does_not_start_with|开头不是|does not start with
is_blank|为空|is blank
is_not_blank|不为空|is not blank
regex|符合正则表达式|matches the pattern
less_than|小于|is less than
greater_than|大于|is greater than
is_before_date|早于日期|is before the date
is_after_date|晚于日期|is after the date
is_before_time|早于时刻|is before the time
is_after_time|晚于时刻|is after the time
"""

GROUPS = """
flow|流程|Flow
voice|语音|Voice
queue|排队与坐席|Queue and agents
message|消息|Messages
data|数据|Data
other|其他|Other
"""

# `type.property|value value …|default`; a star stands for every type.
_FORM = "application/x-www-form-urlencoded;charset=utf-8"
_JSON = "application/json;charset=utf-8"
CHOICES = f"""
connect-call-to.noun|number number-multi client sip sim conference|number
make-http-request.method|GET POST|GET
add-twiml-redirect.method|GET POST|POST
make-http-request.content_type|{_FORM} {_JSON}|{_FORM}
*.profanity_filter|true false|true
*.play_beep|true false|true
*.interruptible|true false|true
*.trim|trim-silence do-not-trim|do-not-trim
*.recording_channels|mono dual|mono
*.wait_url_method|GET POST|POST
*.waitUrlMethod|GET POST|POST
*.status_callback_method|GET POST|POST
*.recording_status_callback_method|GET POST|POST
fork-stream.stream_action|start stop|start
fork-stream.stream_transport_type|websocket siprec|websocket
fork-stream.stream_track|inbound_track outbound_track both_tracks|inbound_track
*.machine_detection|Enable DetectMessageEnd|Enable
*.message_type|custom content_template|custom
capture-payments.payment_method|CREDIT_CARD ACH_DEBIT|CREDIT_CARD
capture-payments.payment_token_type|one-time reusable|one-time
capture-payments.bank_account_type|consumer-checking consumer-savings commercial-checking|consumer-checking
connect-virtual-agent-v2.channel|voice conversations|voice
connect-virtual-agent-v2.session_behavior|new_session resume_session|new_session
"""

DEFAULTS = {
    ("gather-input-on-call", "timeout"): 5,
    ("gather-input-on-call", "loop"): 1,
    ("gather-input-on-call", "stop_gather"): True,
    ("gather-input-on-call", "finish_on_key"): "#",
    ("gather-input-on-call", "speech_timeout"): "auto",
    ("gather-input-on-call", "gather_language"): "zh-CN",
    ("gather-input-on-call", "language"): "zh-CN",
    ("say-play", "loop"): 1,
    ("say-play", "language"): "zh-CN",
    ("connect-call-to", "caller_id"): "{{contact.channel.address}}",
    ("connect-call-to", "timeout"): 30,
    ("record-voicemail", "timeout"): 5,
    ("record-voicemail", "finish_on_key"): "#",
    ("record-voicemail", "max_length"): 3600,
    ("record-call", "record_call"): True,
    ("make-outgoing-call-v1", "from"): "{{flow.channel.address}}",
    ("make-outgoing-call-v1", "to"): "{{contact.channel.address}}",
    ("make-outgoing-call-v1", "timeout"): 60,
    ("make-outgoing-call-v2", "from"): "{{flow.channel.address}}",
    ("make-outgoing-call-v2", "to"): "{{contact.channel.address}}",
    ("make-outgoing-call-v2", "timeout"): 60,
    ("send-message", "from"): "{{flow.channel.address}}",
    ("send-message", "to"): "{{contact.channel.address}}",
    ("send-and-wait-for-reply", "from"): "{{flow.channel.address}}",
    ("send-and-wait-for-reply", "timeout"): "3600",
    ("send-to-flex", "channel"): "voice",
    ("run-subflow", "flow_revision"): "LatestPublished",
    ("capture-payments", "timeout"): 5,
    ("capture-payments", "max_attempts"): 2,
    ("capture-payments", "security_code"): True,
    ("add-twiml-redirect", "timeout"): "14400",
}
