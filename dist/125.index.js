export const id = 125;
export const ids = [125];
export const modules = {

/***/ 125:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  NW: () => (/* reexport */ eksPage),
  headline: () => (/* reexport */ advice/* headline */.Pl),
  rr: () => (/* reexport */ nameOfQuota),
  Mz: () => (/* reexport */ preflight),
  problemsInLog: () => (/* binding */ problemsInLog),
  tf: () => (/* reexport */ quotaInUse),
  J1: () => (/* reexport */ rdsPage)
});

// UNUSED EXPORTS: recognise

// EXTERNAL MODULE: ./lib/qovery/log.js
var log = __webpack_require__(2922);
;// CONCATENATED MODULE: ./lib/provider-errors/words.js
const WIDTH = 32;
const FOUND = 0xff00;
class Words {
    #words;
    #columns = new Uint8Array(0x100);
    #next;
    constructor(words) {
        this.#words = words.map((word) => ({ length: word.length, name: nameOf(word) }));
        for (const [i, character] of [...new Set(words.join(''))].entries()) {
            this.#columns[character.charCodeAt(0)] = i + 1;
            this.#columns[character.toUpperCase().charCodeAt(0)] = i + 1;
        }
        this.#columns[0x0a] = this.#columns[0x20] ?? 0;
        this.#next = new Uint16Array(WIDTH * (1 + words.join('').length));
        this.#connect(this.#add(words));
    }
    #add(words) {
        const ends = new Map();
        let last = 0;
        for (const [number, word] of words.entries()) {
            let state = 0;
            for (const byte of Buffer.from(word)) {
                const here = state + (this.#columns[byte] ?? 0);
                if (this.#next[here] === 0)
                    this.#next[here] = last += WIDTH;
                state = this.#next[here] ?? 0;
            }
            ends.set(state, number);
        }
        return ends;
    }
    #connect(ends) {
        const next = this.#next;
        const states = [{ state: 0, ending: 0 }];
        for (const { state, ending } of states) {
            for (let column = 0; column < WIDTH; column++) {
                const longer = next[state + column] ?? 0;
                const other = state === 0 ? 0 : (next[ending + column] ?? 0);
                const word = ends.get(longer);
                if (longer === 0)
                    next[state + column] = other;
                else if (word !== undefined)
                    next[state + column] = FOUND + word;
                else if (other >= FOUND)
                    throw new Error(`${this.#words[other - FOUND]?.name} is inside of another word`);
                else
                    states.push({ state: longer, ending: other });
            }
        }
    }
    firstIn(bytes, from) {
        const [columns, next] = [this.#columns, this.#next];
        let state = 0;
        for (let i = from; i < bytes.length; i++) {
            state = next[state + (columns[bytes[i] ?? 0] ?? 0)] ?? 0;
            if (state >= FOUND) {
                const { length = 0, name = '' } = this.#words[state - FOUND] ?? {};
                return { at: i + 1 - length, end: i + 1, word: name };
            }
        }
        return undefined;
    }
}
function nameOf(word) {
    return word.replace(/[ _]/, '');
}

;// CONCATENATED MODULE: ./lib/provider-errors/passages.js

const TRIGGERS = 'aadsts|accesskey|access key|activated in|activation_required|not_activated|allocationfailed|allocation failed|allocationrequest|author|authfailure|being validated|billing|blocked|calleridentity|capacity|credential|denied|deny|disabled|disallow|does not exist|does not have|enough|exceed|exhaust|expired|forbidden|free ips|http error 4|insufficient|invalid_auth|invalid_grant|jwt|ip space|limit|below its minimum|in each subnet|maxim|more than|nocredential|not allowed|not available|not enabled|not support|notconfigured|notsignedup|of stock|of_stock|out of ip|only have|optin|opt in|permission|pendingverification|policy allows|problem with your|provider validation|quota|reached|reduce your|signature|signed up|skunot|slowdown|slow down|stockout|subnetisfull|subscri|suspended|than allowed|throttl|token|toomany|too many|too_many|unable to provision|unauth|unavailable|unrecognizedclient|verified';
const WORDS = new Words(TRIGGERS.split('|'));
const BEFORE = 500;
const AFTER = 700;
const LONGEST = 4000;
const BEGINS = /(?<=\n[^\w\n]{0,6}(?:\w{1,8} ){0,2})error: |(?<=\n)\[(?:pass|warn|fail)\] /gi;
function wordIn(source) {
    return WORDS.firstIn(Buffer.from(source), 0);
}
function* spansOf(plain) {
    const bytes = Buffer.from(plain, 'latin1');
    const ends = endsOfParts(plain).values();
    let part = { from: 0, to: -1 };
    let hits = [];
    let [first, last] = [0, 0];
    let hit = WORDS.firstIn(bytes, 0);
    while (hit !== undefined) {
        const { at, end } = hit;
        if (hits.length > 0 && (at > part.to || at - last > AFTER || at - first > LONGEST)) {
            yield spanOf(part, hits);
            hits = [];
        }
        while (at > part.to)
            part = { from: part.to + 1, to: ends.next().value ?? plain.length };
        if (end <= part.to) {
            if (hits.length === 0)
                first = at;
            last = at;
            hits.push(hit);
        }
        hit = WORDS.firstIn(bytes, Math.min(end, part.to + 1));
    }
    if (hits.length > 0)
        yield spanOf(part, hits);
}
function endsOfParts(plain) {
    const ends = [];
    BEGINS.lastIndex = 0;
    for (let match = BEGINS.exec(plain); match !== null; match = BEGINS.exec(plain))
        ends.push(plain.lastIndexOf('\n', match.index));
    return ends;
}
function spanOf(part, hits) {
    const [first = 0, last = 0] = [hits[0]?.at, hits.at(-1)?.at];
    return { from: Math.max(part.from, first - BEFORE), to: Math.min(part.to, last + AFTER), hits };
}
function passageOf(plain, { from, to, hits }) {
    const text = plain.slice(from, to).replaceAll('\n', ' ');
    return { from, text, lower: text.toLowerCase(), hits };
}

;// CONCATENATED MODULE: ./lib/provider-errors/rules.js

function compile(rules) {
    const tried = rules.map((rule) => ({ ...rule, ...anchored(rule.says.source) }));
    const byWord = Map.groupBy(tried, ({ word }) => word);
    return new Map([...byWord].map(([word, same]) => [word, { any: anyOf(same), rules: same }]));
}
function anyOf(rules) {
    const sources = rules.map(({ head, tail }) => `(?=${tail})(?<=${head})`.replace(/\(\?<\w+>/g, '(?:'));
    return new RegExp(sources.join('|'), 'y');
}
function anchored(source) {
    const certain = partsOfAll(source);
    const hit = wordIn(certain);
    if (hit === undefined || certain.includes('|'))
        throw new Error(`No word of TRIGGERS (passages.ts) to look for, outside of groups, in ${source}`);
    const { at, word } = hit;
    const [head, tail] = [source.slice(0, at), source.slice(at)];
    return { word, head, tail, pattern: new RegExp(`(?<=(?<head>${head}))${tail}`, 'y') };
}
function partsOfAll(source) {
    const blank = (part) => ' '.repeat(part.length);
    let certain = source.replace(/\\./g, blank).replace(/\[[^\]]*\]/g, blank);
    for (let before = ''; before !== certain;) {
        before = certain;
        certain = certain.replace(/\([^()]*\)/g, blank);
    }
    return certain;
}
function sentencesIn(passage, rules, context) {
    const found = [];
    const known = new Set();
    for (const hit of passage.hits) {
        const here = hit.at - passage.from;
        const ofWord = rules.get(hit.word);
        if (ofWord === undefined)
            continue;
        ofWord.any.lastIndex = here;
        if (!ofWord.any.test(passage.lower))
            continue;
        for (const { pattern, says, row: meaning, numbers } of ofWord.rules) {
            pattern.lastIndex = here;
            const match = pattern.exec(passage.lower);
            if (match === null)
                continue;
            const { head = '', ...groups } = match.groups ?? {};
            const at = here - head.length;
            const end = here + match[0].length;
            const same = `${passage.lower.slice(at, end)} ${says.source}`;
            if (known.has(same))
                continue;
            known.add(same);
            const spelling = spelled(groups, passage, end);
            const row = typeof meaning === 'function'
                ? meaning({ at, end, groups: spelling }, passage, context)
                : meaning;
            if (row !== undefined)
                found.push({ row, at, end, by: 'sentence', ...(numbers && { numbers: numbers(groups) }) });
        }
    }
    return found;
}
function spelled(groups, { lower, text }, end) {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => {
        if (value === undefined)
            return [name, value];
        const at = lower.lastIndexOf(value, end - value.length);
        return [name, text.slice(at, at + value.length)];
    }));
}
const LONGEST_CODE = 80;
function tokensIn({ from, lower, hits }) {
    const tokens = [];
    let last = 0;
    for (const hit of hits) {
        const here = hit.at - from;
        if (here < last)
            continue;
        let at = here;
        while (at > last && here - at < LONGEST_CODE && isOfWord(lower.charCodeAt(at - 1)))
            at--;
        let end = here;
        while (end - at < LONGEST_CODE && isOfWord(lower.charCodeAt(end)))
            end++;
        last = end;
        if (end - at >= SHORTEST_CODE)
            tokens.push({ word: lower.slice(at, end), at, end });
    }
    return tokens;
}
const SHORTEST_CODE = 8;
function isOfWord(c) {
    return (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === 0x5f;
}

;// CONCATENATED MODULE: ./lib/provider-errors/aws/errors.js
const OTHERS = [
    {
        row: { kind: 'addresses', what: 'A subnet has no free addresses' },
        errors: ['InsufficientFreeAddresses', 'InsufficientFreeAddressesInSubnet', 'InsufficientCidrBlocks'],
        says: [
            /not enough free addresses in subnet/,
            /insufficient free addresses/,
            /\bsubnet\b.{0,80} is out of ip addresses/,
            /not have enough free (?:ip )?(?:addresses|cidr blocks)/,
            /not enough ip space available in subnet/,
            /at least \d{1,4} ips in each subnet to be free/,
            /at least \d{1,4} free ip addresses in each subnet/,
            /subnets? .{0,200}free ips: 0/,
            /specified subnet does not have enough free/,
        ],
    },
    {
        row: {
            kind: 'account',
            what: 'AWS is still verifying the account',
            advice: 'AWS verifies a new account or region, mostly within minutes, at times within four hours. Deploy again then; if it lasts, write to aws-verification@amazon.com.',
        },
        errors: ['PendingVerification'],
        says: [
            /accessing resources in this region is being validated/,
            /account is currently being verified/,
            /account must be verified before/,
        ],
    },
    {
        row: {
            kind: 'account',
            what: 'The account is not subscribed to an AWS service, or the region is not enabled',
            advice: 'Enable the region or the service in the AWS account and check that its registration and payment are complete.',
        },
        errors: ['OptInRequired', 'SubscriptionRequired', 'NotSignedUp', 'RegionDisabled'],
        says: [
            /you are not subscribed to this service/,
            /needs a subscription for the service/,
            /account is not signed up/,
            /is not activated in this region/,
        ],
    },
    {
        row: {
            kind: 'account',
            what: 'AWS has blocked the account, or restricts it',
            advice: 'Write to aws-verification@amazon.com, or open a case with AWS support; nothing can be deployed before.',
        },
        errors: ['AccountProblem', 'AccountDisabled', 'AllAccessDisabled'],
        says: [
            /account is currently blocked/,
            /an error occurred \(blocked\) when calling the \w{1,80} operation/,
            /problem with your aws account/,
            /aws account currently does not support/,
            /aws account (?:is|has been) suspended/,
        ],
        signedSays: [/your account (?:is|has been) suspended/, /account does not support creating/],
    },
    {
        row: { kind: 'credentials', what: 'AWS does not accept the access key' },
        errors: [
            'InvalidClientTokenId',
            'UnrecognizedClient',
            'InvalidAccessKeyId',
            'SignatureDoesNotMatch',
            'InvalidSignature',
            'IncompleteSignature',
            'MissingAuthenticationToken',
            'NoCredentialProviders',
        ],
        signed: ['AuthFailure', 'InvalidToken', 'NoCredentials', 'PartialCredentials'],
        says: [
            /security token included in the request is invalid/,
            /aws access key id you provided does not exist/,
            /request signature we calculated does not match/,
            /unable to locate credentials/,
            /unable to validate the provided access credentials/,
            /no valid credential sources for .{0,40}aws/,
            /failed to refresh cached credentials/,
        ],
    },
    {
        row: { kind: 'credentials', what: 'AWS does not accept the access key', vague: true },
        says: [/getcalleridentity, https response error statuscode: 403/],
    },
    {
        row: {
            kind: 'credentials',
            what: 'The AWS session has expired',
            advice: 'Deploy again; with a new session this ends by itself.',
        },
        errors: ['RequestExpired'],
        signed: ['ExpiredToken'],
        says: [/security token included in the request is expired/, /provided token has expired/],
    },
    {
        row: { kind: 'permissions', what: 'AWS denies an action to the IAM user of Qovery' },
        errors: ['UnauthorizedOperation', 'ServiceLinkedRoleCreationNotPermitted', 'UnauthorizedAccess'],
        signed: ['AccessDenied', 'NotAuthorized', 'AuthorizationError'],
        says: [
            /not authorized to perform:? ?(?:sts|[a-z0-9-]{2,30}):[a-z]/,
            /with an explicit deny in an? /,
            /no \w{3,20}-based policy allows the/,
            /credentials do not have permission to create the service-linked role/,
        ],
        signedSays: [/not authorized to perform/],
    },
    {
        row: { kind: 'capacity', what: 'AWS has no free database instances of this class' },
        errors: [
            'InsufficientDBInstanceCapacity',
            'InsufficientDBClusterCapacity',
            'InsufficientStorageClusterCapacity',
            'InsufficientCacheClusterCapacity',
        ],
        says: [
            /insufficient instance capacity for instance type db\./,
            /cannot create a (?:db|cache)\.\S{3,30} .{0,200}sufficient capacity/,
        ],
    },
    {
        row: { kind: 'capacity', what: 'AWS has no free instances of this type in the zone' },
        errors: [
            'InsufficientInstanceCapacity',
            'InsufficientHostCapacity',
            'InsufficientReservedInstanceCapacity',
            'InsufficientCapacityOnHost',
            'InsufficientVolumeCapacity',
            'UnfulfillableCapacity',
            'UnsupportedAvailabilityZone',
        ],
        signed: ['InsufficientCapacity', 'CapacityUnavailable'],
        says: [
            /do not have sufficient \S{1,40} capacity/,
            /not currently have sufficient capacity to support the cluster/,
            /insufficient capacity, all requested instance types were unavailable/,
            /no spot capacity available/,
            /fargate capacity is unavailable/,
        ],
        signedSays: [/capacity is unavailable at this time/],
    },
    {
        row: { kind: 'throttling', what: 'Too many AWS API calls at once' },
        errors: [
            'RequestLimitExceeded',
            'EC2Throttled',
            'CallerRateLimitExceeded',
            'IAMThrottling',
            'SnapshotCreationPerVolumeRateExceeded',
        ],
        signed: [
            'Throttling',
            'Throttled',
            'RequestThrottled',
            'TooManyRequestsException',
            'SlowDown',
            'ProvisionedThroughputExceeded',
            'BandwidthLimitExceeded',
            'PriorRequestNotComplete',
            'RateExceeded',
        ],
        says: [
            /exceeded the rate at which you may call kms/,
            /exception - rate exceeded/,
            /request has been throttled by ec2/,
            /has been throttled on \w{2,20}:/,
            /throttling(?:exception)?: rate exceeded/,
            /toomanyrequestsexception: rate exceeded/,
        ],
        signedSays: [/reduce your request rate/, /request limit exceeded/],
    },
];
const RATE = /^\w*(?:throttl(?:ing|ed)|(?:rate|throughput|bandwidth)(?:limit)?(?:exceeded|exceeds?))\w*$/;

;// CONCATENATED MODULE: ./lib/provider-errors/aws/services.js
const SERVICES = {
    ec2: {
        name: 'EC2',
        aliases: ['ec2api', 'fleet'],
        words: /instances?$|image|snapshot|volume|fleet|spot|launchtemplate|keypair|address|eip|customergateway|vpnconnection|transitgateway/,
    },
    vpc: {
        name: 'Amazon VPC',
        words: /vpc|subnet(?!group)|route(?!53)|natgateway|internetgateway|securitygroup|networkinterface|networkacl|peering|dhcpoptions|flowlog/,
    },
    ebs: { name: 'EBS', aliases: ['ebscsi'] },
    elasticloadbalancing: {
        name: 'Elastic Load Balancing',
        aliases: ['elb', 'elbv2', 'elasticloadbalancingv2'],
        words: /loadbalancer(?!target)|targetgroup|listener|registertargets|createrule|trust ?store/,
    },
    eks: { name: 'EKS', words: /nodegroup|fargateprofile|addon|podidentity/ },
    ecr: { name: 'ECR', aliases: ['ecrapi'], words: /repository|putimage|layerupload|pullthrough/ },
    rds: {
        name: 'RDS',
        aliases: ['docdb', 'neptune', 'documentdb'],
        words: /^(?:create|copy|modify|restore|add)?db|optiongroup|eventsubscription|globalcluster/,
    },
    elasticache: { name: 'ElastiCache', words: /cache|replicationgroup|serverlesscache/ },
    iam: {
        name: 'IAM',
        aliases: ['amazonidentitymanagement', 'identitymanagement', 'identityandaccessmanagement'],
        words: /role|policyversion|createpolicy|iampolicy|^createuser|accesskey|instanceprofile|openidconnect|samlprovider|mfadevice|servercertificate/,
    },
    kms: { name: 'KMS', aliases: ['keymanagementservice'], words: /^createkey|grant|createalias/ },
    lambda: { name: 'Lambda', words: /function|layerversion|eventsourcemapping/ },
    route53: { name: 'Route 53', words: /hostedzone|recordset|healthcheck|delegationset|trafficpolicy/ },
    route53resolver: { name: 'Route 53 Resolver', words: /resolver/ },
    acm: {
        name: 'AWS Certificate Manager',
        aliases: ['certificatemanager', 'acmcertificate'],
        words: /requestcertificate|importcertificate/,
    },
    logs: {
        name: 'CloudWatch Logs',
        aliases: ['cloudwatchlogs', 'cloudwatchlog'],
        words: /log(?:group|stream)|subscriptionfilter|metricfilter|logresourcepolicy|querydefinition/,
    },
    monitoring: { name: 'CloudWatch', aliases: ['cloudwatch'], words: /alarm|dashboard/ },
    autoscaling: {
        name: 'EC2 Auto Scaling',
        aliases: ['ec2autoscaling', 'asg'],
        words: /autoscalinggroup|launchconfiguration|lifecyclehook|scalingpolicy|scheduledupdate/,
    },
    s3: { name: 'S3', aliases: ['s3control'], words: /bucket|accesspoint/ },
    fargate: { name: 'Fargate', words: /fargate(?!profile)/ },
    ecs: { name: 'ECS', words: /taskdefinition|runtask|capacityprovider/ },
    cloudformation: { name: 'CloudFormation', words: /createstack|stackset|changeset/ },
    sts: { name: 'STS', aliases: ['awssecuritytokenservice'], words: /assumerole|calleridentity/ },
    secretsmanager: { name: 'Secrets Manager', words: /createsecret|secretsmanagersecret/ },
    ssm: { name: 'Systems Manager', aliases: ['awssimplesystemsmanagement'], words: /putparameter/ },
    sns: { name: 'SNS', words: /topic/ },
    sqs: { name: 'SQS', words: /queue(?!d)/ },
    dynamodb: { name: 'DynamoDB' },
    elasticfilesystem: { name: 'EFS', aliases: ['efs'], words: /filesystem|mounttarget/ },
    sagemaker: { name: 'SageMaker', words: /^create(?:endpoint|notebook)/ },
    events: { name: 'EventBridge', aliases: ['eventbridge', 'cloudwatchevents'] },
    apigateway: { name: 'API Gateway', aliases: ['apigatewayv2'], words: /restapi/ },
    cloudfront: { name: 'CloudFront', words: /distribution/ },
    wafv2: { name: 'WAF', aliases: ['waf', 'wafregional'], words: /webacl/ },
    kafka: { name: 'MSK', aliases: ['msk'] },
    es: { name: 'OpenSearch Service', aliases: ['opensearch', 'elasticsearch', 'elasticsearchservice'] },
    memorydb: { name: 'MemoryDB' },
    backup: { name: 'AWS Backup' },
    servicequotas: { name: 'Service Quotas' },
    organizations: { name: 'Organizations' },
};
const BY_ALIAS = new Map(Object.entries(SERVICES).flatMap(([code, { aliases = [] }]) => [code, ...aliases].map((alias) => [alias, code])));
function serviceCalled(name) {
    const alias = name.toLowerCase().replace(/[^a-z0-9]/g, '');
    return BY_ALIAS.get(alias) ?? BY_ALIAS.get(alias.replace(/^(?:aws|amazon)/, ''));
}
function serviceOfOperation(operation) {
    const word = operation.toLowerCase().replace(/[^a-z0-9]/g, '');
    const found = Object.entries(SERVICES).filter(([, { words }]) => words?.test(word));
    return found.toSorted(([, a], [, b]) => lengthIn(b, word) - lengthIn(a, word))[0]?.[0];
}
function lengthIn({ words }, word) {
    return words?.exec(word)?.[0].length ?? 0;
}
function sameApi(a, b) {
    return a === b || (EC2_API.has(a ?? '') && EC2_API.has(b ?? ''));
}
const EC2_API = new Set(['ec2', 'vpc', 'ebs']);

;// CONCATENATED MODULE: ./lib/provider-errors/aws/forms.js

const SIGN = /status ?code: ?\d{3}[,;] ?request ?id|\(service: \w|\bapi error |operation error \w|when calling the \w{1,80} operation|amazonaws\.com|arn:aws|\baws::\w|\baws\b|\baws[_-]|\bamazon|\bec2\b|\beks\b|\bboto|<requestid>|requesttoken|handlererrorcode|\bawserr|karpenter|fargate|launchfailures|create_failed|x-amzn|\bi-[0-9a-f]{8}|\b(?:vpc|subnet|sg|eni|vol)-[0-9a-f]{8}|__type|service quotas|\bcloudwatch\b|\broute ?53|\biam\b|\brds\b|\belb(?:v2)?\b|\belasticache\b|aws_request_id|updatetargetgroupsandautoscaling/;
const EXCEPTION = /\b(?:limitexceeded|resourcelimitexceeded|servicequotaexceeded|invalidparameter|invalidrequest)exception\b/;
const NAMES = [
    { pattern: /operation error (?<service>[\w -]{2,40}): (?<operation>\w{1,80})/g, certain: true },
    { pattern: /\(service: (?<service>[\w .-]{2,40})[;,)]/g, certain: true },
    { pattern: /when calling the (?<operation>\w{1,80}) operation/g, certain: true },
    { pattern: /aws service: (?<service>\w{2,40})/g, certain: true },
    {
        pattern: /\b(?:com\.amazonaws\.services|software\.amazon\.awssdk\.services)\.(?<service>\w{2,30})\./g,
        certain: true,
    },
    { pattern: /com\.amazonaws\.(?<service>\w{2,30})(?:\.v\d{8})?#/g, certain: true },
    { pattern: /\*(?<service>[a-z][a-z0-9]{1,30})\.[a-z]{3,60}exception/g, certain: true },
    { pattern: /exception\b(?<=\b\k<service>\.(?<service>\w{2,30})exception)/g, certain: true },
    { pattern: /exception - (?<=\b(?<service>\w{2,20})exception - )/g, certain: true },
    { pattern: /\baws::(?<service>\w{2,40})::(?<operation>\w{2,60})/g },
    { pattern: /\.amazonaws\.com(?<=\b(?<service>[a-z][a-z0-9-]{1,30})\.[a-z0-9-]{5,20}\.amazonaws\.com)/g },
    { pattern: /\barn:aws[a-z-]{0,9}:(?<service>[a-z0-9-]{2,30}):/g },
    { pattern: /\baws_(?<operation>[a-z0-9_]{2,60})/g },
    {
        pattern: /\b(?:creat|updat|modify|attach|associat|put|request|register|allocat|copy|import|add|set|enabl)ing (?<service>[a-z0-9]{2,16}(?: (?:logs?|load balancing|scaling))?) (?<operation>[a-z0-9 ]{2,40})/g,
    },
    { pattern: /\berror (?:creating|updating|requesting) (?<operation>[a-z0-9 ]{2,40})/g },
    {
        pattern: /(?<!\/)\b(?<service>kms|lambda|ecr|rds|acm|ebs|fargate|elasticache|route ?53|autoscaling|cloudwatch(?: logs?)?)\b(?!\/)/g,
    },
];
function formOf({ lower }) {
    const services = NAMES.flatMap(({ pattern, certain = false }) => [...lower.matchAll(pattern)].flatMap(({ index, groups }) => {
        const { service = '', operation } = groups ?? {};
        const code = serviceCalled(service) ?? (operation && serviceOfOperation(operation));
        if (code === undefined && !certain)
            return [];
        return [{ at: index, code, certain, ...(operation === undefined ? {} : { operation }) }];
    }));
    const signed = SIGN.test(lower);
    return {
        signed,
        likely: signed || EXCEPTION.test(lower),
        services: services.toSorted((a, b) => a.at - b.at),
    };
}
function serviceAt({ services }, at) {
    const known = services.filter(({ code }) => code !== undefined);
    const certain = known.filter((service) => service.certain);
    const among = certain.length > 0 ? certain : known;
    return among.findLast((service) => service.at <= at) ?? among[0];
}
function askedFor({ services }, at) {
    const operations = services.flatMap((service) => service.operation === undefined ? [] : [{ ...service, operation: service.operation }]);
    const nearest = operations.findLast((service) => service.at <= at) ?? operations[0];
    return nearest?.operation.replace(/^(?:Create|Put|Copy|Allocate|Request|Add|Run|Register|Import|Attach)/i, '');
}

;// CONCATENATED MODULE: ./lib/provider-errors/aws/places.js
const REGION = /\b([a-z]{2}(?:sc)?(?:-gov|-iso[a-z]?|-de)?-(?:north|south|central)?(?:east|west|north|south|central)-\d)(?!\d)/;
function regionIn(lower) {
    return REGION.exec(lower)?.[1];
}
function partitionOf(region) {
    if (region.startsWith('cn-'))
        return { console: 'console.amazonaws.cn', home: 'cn-north-1' };
    if (region.startsWith('us-gov-'))
        return { console: 'console.amazonaws-us-gov.com', home: 'us-gov-west-1' };
    if (region.startsWith('eusc-'))
        return { console: 'console.amazonaws-eusc.eu', home: 'eusc-de-east-1' };
    if (/^[a-z]{2}-iso/.test(region))
        return undefined;
    return { console: 'console.aws.amazon.com', home: 'us-east-1' };
}
function places_link({ service, code, global }, region) {
    const partition = partitionOf(region);
    if (partition === undefined)
        return undefined;
    const { console, home } = partition;
    const kept = global ? home : region;
    const where = /^[a-z]{2,4}(?:-[a-z]+)+-\d$/.test(kept) ? `?region=${kept}` : '';
    const page = service === undefined ? '' : `/services/${service}/quotas${code === undefined ? '' : `/${code}`}`;
    return `https://${console}/servicequotas/home${page}${where}`;
}
function eksPage(region, cluster) {
    const partition = partitionOf(region);
    if (partition === undefined || !/^[a-z0-9-]+$/.test(region))
        return undefined;
    return `https://${partition.console}/eks/clusters/${encodeURIComponent(cluster)}?region=${region}`;
}
function rdsPage(region, identifier) {
    const partition = partitionOf(region);
    if (partition === undefined || !/^[a-z0-9-]+$/.test(region))
        return undefined;
    return `https://${partition.console}/rds/home?region=${region}#database:id=${encodeURIComponent(identifier)};is-cluster=false`;
}

;// CONCATENATED MODULE: ./lib/provider-errors/aws/quotas.js
const ON_DEMAND = [
    { types: /^(?:gr?|vt)\d/, what: 'Running On-Demand G and VT instances', code: 'L-DB2E81BA' },
    { types: /^p\d/, what: 'Running On-Demand P instances', code: 'L-417A185B' },
    { types: /^f\d/, what: 'Running On-Demand F instances', code: 'L-74FC7D96' },
    { types: /^x\d/, what: 'Running On-Demand X instances', code: 'L-7295265B' },
    { types: /^inf\d/, what: 'Running On-Demand Inf instances', code: 'L-1945791B' },
    { types: /^trn\d/, what: 'Running On-Demand Trn instances', code: 'L-2C3B7624' },
    { types: /^dl\d/, what: 'Running On-Demand DL instances', code: 'L-6E869C2A' },
    { types: /^u[\d-]/, what: 'Running On-Demand High Memory instances', code: 'L-43DA4232' },
    { types: /^hpc\d/, what: 'Running On-Demand HPC instances', code: 'L-F7808C92' },
];
const SPOT = [
    { types: /^(?:gr?|vt)\d/, what: 'All G and VT Spot Instance Requests', code: 'L-3819A6DF' },
    { types: /^p\d/, what: 'All P Spot Instance Requests', code: 'L-7212CCBC' },
    { types: /^f\d/, what: 'All F Spot Instance Requests', code: 'L-88CF9481' },
    { types: /^x\d/, what: 'All X Spot Instance Requests', code: 'L-E3A00192' },
    { types: /^inf\d/, what: 'All Inf Spot Instance Requests', code: 'L-B5D1601B' },
    { types: /^trn\d/, what: 'All Trn Spot Instance Requests', code: 'L-6B0D517C' },
    { types: /^dl\d/, what: 'All DL Spot Instance Requests', code: 'L-85EED4F7' },
];
const STANDARD = {
    what: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
    code: 'L-1216C47A',
    families: ON_DEMAND,
};
const GLOBAL = { global: true };
const FIXED = { fixed: true };
const QUOTAS = {
    ec2: [
        {
            ...STANDARD,
            unit: 'vCPU',
            errors: ['VcpuLimitExceeded'],
            counts: ['vCPUs'],
            says: [
                /requested more vcpu capacity than your current vcpu limit/,
                /exceeded your quota for ec2 instances/,
            ],
        },
        {
            ...STANDARD,
            unit: 'instances',
            errors: ['InstanceLimitExceeded'],
            says: [
                /quota allows for \d{1,6} more running instance/,
                /requested more instances \(\d{1,6}\) than your current instance limit/,
            ],
        },
        {
            what: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
            code: 'L-34B43A08',
            unit: 'vCPU',
            families: SPOT,
            errors: ['MaxSpotInstanceCountExceeded', 'SpotInstanceCountExceeded'],
            says: [/max spot instance count exceeded/],
        },
        { what: 'EC2 Fleet requests', errors: ['MaxFleetCountExceeded'], counts: ['Fleet Requests'] },
        {
            what: 'EC2-VPC Elastic IPs',
            code: 'L-0263D0A3',
            errors: ['AddressLimitExceeded'],
            counts: ['addresses', 'Elastic IPs', 'Elastic IP addresses', 'EIPs'],
            says: [/\[fail\] elastic ip quota\b/],
        },
        { what: 'Launch templates', code: 'L-FB451C26', counts: ['launch templates'] },
        {
            what: 'AMIs',
            code: 'L-B665C33B',
            errors: ['ImageLimitExceeded', 'AMIQuotaExceeded'],
            counts: ['AMIs', 'images'],
        },
        { what: 'Transit gateways per account', code: 'L-A2478D36', errors: ['TransitGatewayLimitExceeded'] },
        { what: 'VPN connections per region', code: 'L-3E6EC3A3', errors: ['VpnConnectionLimitExceeded'] },
        { what: 'Customer gateways per region', code: 'L-4FB7FF5D', errors: ['CustomerGatewayLimitExceeded'] },
        { what: 'Virtual private gateways per region', code: 'L-7029FAB6', errors: ['VpnGatewayLimitExceeded'] },
        { what: 'Dedicated Hosts', errors: ['HostLimitExceeded'] },
        { what: 'Key pairs', errors: ['KeyPairLimitExceeded'], counts: ['key pairs'] },
        { what: 'Placement groups', errors: ['PlacementGroupLimitExceeded', 'MaxPlacementGroups'] },
    ],
    vpc: [
        {
            what: 'VPCs per Region',
            code: 'L-F678F1CE',
            errors: ['VpcLimitExceeded'],
            counts: ['VPCs'],
            says: [/\[fail\] vpc quota\b/],
        },
        {
            what: 'Internet gateways per Region',
            code: 'L-A4707A72',
            errors: ['InternetGatewayLimitExceeded'],
            counts: ['internet gateways'],
            advice: 'Ask AWS for more VPCs per Region, which raises the number of internet gateways with it, or delete gateways that are not used.',
        },
        {
            what: 'Egress-only internet gateways per Region',
            code: 'L-45FE3B85',
            errors: ['EgressOnlyInternetGatewayLimitExceeded'],
            counts: ['egress only internet gateways', 'egress-only internet gateways'],
        },
        {
            what: 'NAT gateways per Availability Zone',
            code: 'L-FE5A380F',
            errors: ['NatGatewayLimitExceeded'],
            counts: ['NAT gateways'],
            says: [/\[fail\] nat gateway quota\b/],
        },
        { what: 'Subnets per VPC', code: 'L-407747CB', errors: ['SubnetLimitExceeded'], counts: ['subnets'] },
        {
            what: 'IPv4 CIDR blocks per VPC',
            code: 'L-83CA0A9D',
            counts: ['CIDR blocks', 'vpc cidr block'],
            errors: ['CidrLimitExceeded'],
        },
        {
            what: 'Route tables per VPC',
            code: 'L-589F43AA',
            errors: ['RouteTableLimitExceeded'],
            counts: ['route tables'],
        },
        {
            what: 'Routes per route table',
            code: 'L-93826ACB',
            errors: ['RouteLimitExceeded'],
            counts: ['routes', 'routes per route table'],
        },
        {
            what: 'VPC security groups per Region',
            code: 'L-E79EC296',
            errors: ['SecurityGroupLimitExceeded'],
            counts: ['security groups'],
        },
        {
            what: 'Inbound or outbound rules per security group',
            code: 'L-0EA8095F',
            errors: ['RulesPerSecurityGroupLimitExceeded'],
            counts: ['rules per security group', 'security group rules'],
        },
        {
            what: 'Security groups per network interface',
            code: 'L-2AFB9258',
            errors: ['SecurityGroupsPerInterfaceLimitExceeded', 'SecurityGroupsPerInstanceLimitExceeded'],
            counts: [
                'security groups per interface',
                'security groups per network interface',
                'interface security group memberships',
            ],
        },
        {
            what: 'Network interfaces per Region',
            code: 'L-DF5E4CA3',
            errors: ['NetworkInterfaceLimitExceeded', 'NetworkInterfaceCountExceeded'],
            counts: ['network interfaces'],
        },
        {
            what: 'VPC endpoints (interface endpoints per VPC, or gateway endpoints per Region)',
            errors: ['VpcEndpointLimitExceeded'],
            counts: ['VPC endpoints'],
        },
        {
            what: 'Interface VPC endpoints per VPC',
            code: 'L-29B6F2EB',
            counts: ['interface VPC endpoints', 'interface endpoints'],
        },
        {
            what: 'Gateway VPC endpoints per Region',
            code: 'L-1B52E74A',
            counts: ['gateway VPC endpoints', 'gateway endpoints'],
        },
        {
            what: 'Active VPC peering connections per VPC',
            code: 'L-7E9ECCDB',
            errors: ['VpcPeeringConnectionLimitExceeded', 'ActiveVpcPeeringConnectionPerVpcLimitExceeded'],
            counts: ['VPC peering connections'],
        },
        {
            what: 'Outstanding VPC peering connection requests',
            code: 'L-DC9F7029',
            errors: ['OutstandingVpcPeeringConnectionLimitExceeded'],
        },
        {
            what: 'Network ACLs per VPC',
            code: 'L-B4A6D682',
            errors: ['NetworkAclLimitExceeded'],
            counts: ['network ACLs'],
        },
        {
            what: 'Rules per network ACL',
            code: 'L-2AEEBF1A',
            errors: ['NetworkAclEntryLimitExceeded'],
            counts: ['network ACL entries'],
        },
        { what: 'Flow logs', errors: ['FlowLogsLimitExceeded'], counts: ['flow logs'] },
        { what: 'DHCP option sets', errors: ['DhcpOptionsLimitExceeded'] },
    ],
    ebs: [
        ...[
            ['gp3', 'General Purpose SSD (gp3)', 'L-7A658B76'],
            ['gp2', 'General Purpose SSD (gp2)', 'L-D18FCD1D'],
            ['io1', 'Provisioned IOPS SSD (io1)', 'L-FD252861'],
            ['io2', 'Provisioned IOPS SSD (io2)', 'L-09BD8365'],
            ['st1', 'Throughput Optimized HDD (st1)', 'L-82ACEF56'],
            ['sc1', 'Cold HDD (sc1)', 'L-17AF77E8'],
            ['standard', 'Magnetic (standard)', 'L-9CF3C2EB'],
        ].map(([type, name, code]) => ({
            what: `Storage for ${name} volumes, in TiB`,
            code,
            unit: 'TiB',
            says: [
                new RegExp(`maximum ${type} storage limit`),
                new RegExp(`volumelimitexceeded.{0,120}\\b${type}\\b`),
            ],
        })),
        {
            what: 'IOPS for Provisioned IOPS SSD (io1 or io2) volumes',
            errors: ['MaxIOPSLimitExceeded'],
            says: [/maximum (?:io1|io2|provisioned) iops limit/],
        },
        { what: 'Storage of EBS volumes', errors: ['VolumeLimitExceeded'] },
        {
            what: 'Snapshots per Region',
            code: 'L-309BACF6',
            errors: ['SnapshotLimitExceeded'],
            counts: ['snapshots'],
        },
        { what: 'Concurrent snapshot copies per destination Region', counts: ['snapshot copies in progress'] },
        {
            what: 'Concurrent snapshots per volume',
            errors: ['ConcurrentSnapshotLimitExceeded', 'PendingSnapshotLimitExceeded'],
            counts: ['pending snapshots', 'concurrent snapshots'],
        },
    ],
    eks: [
        { what: 'Clusters', code: 'L-1194D53C', counts: ['clusters'], says: [/\[fail\] eks cluster quota\b/] },
        {
            what: 'Managed node groups per cluster',
            code: 'L-6D54EA21',
            counts: ['nodegroups', 'node groups', 'managed node groups', 'nodegroup for cluster'],
        },
        {
            what: 'Nodes per managed node group',
            code: 'L-BD136A63',
            counts: ['nodes per managed node group', 'nodes per nodegroup'],
        },
        {
            what: 'Fargate profiles per cluster',
            code: 'L-33415657',
            counts: ['Fargate profiles', 'fargateprofiles'],
        },
        { what: 'Pod Identity associations per cluster', counts: ['pod identity associations'] },
    ],
    elasticloadbalancing: [
        {
            what: 'Network or Application Load Balancers per Region',
            errors: ['TooManyLoadBalancers'],
            counts: ['load balancers'],
            advice: 'Ask AWS for more load balancers of the kind that the log names (each kind has a quota of its own), or delete what is not used any more.',
        },
        {
            what: 'Classic Load Balancers per Region',
            code: 'L-E9E9831D',
            counts: ['classic load balancers'],
            says: [/toomanyloadbalancers: exceeded quota of account/],
        },
        {
            what: 'Application Load Balancers per Region',
            code: 'L-53DA6B97',
            counts: ['application load balancers'],
        },
        { what: 'Network Load Balancers per Region', code: 'L-69A177A2', counts: ['network load balancers'] },
        {
            what: 'Target Groups per Region',
            code: 'L-B22855CB',
            errors: ['TooManyTargetGroups'],
            counts: ['target groups'],
        },
        {
            what: 'Targets per load balancer',
            errors: ['TooManyTargets'],
            counts: ['targets', 'targets per load balancer'],
        },
        {
            what: 'Targets per Network Load Balancer',
            code: 'L-EEF1AD04',
            says: [/maximum number of targets per load balancer[^.]{0,120}loadbalancer\/net\//],
        },
        {
            what: 'Targets per Application Load Balancer',
            code: 'L-7E6692B2',
            says: [/maximum number of targets per load balancer[^.]{0,120}loadbalancer\/app\//],
        },
        {
            what: 'Targets per Network Load Balancer, with cross-zone load balancing',
            counts: ['targets per network load balancer with cross-zone load balancing enabled'],
        },
        { what: 'Targets per Target Group per Region', code: 'L-A0D0B863', counts: ['targets per target group'] },
        { what: 'Listeners per load balancer', errors: ['TooManyListeners'], counts: ['listeners'] },
        {
            what: 'Rules per Application Load Balancer',
            code: 'L-7EED9B64',
            errors: ['TooManyRules'],
            counts: ['rules'],
        },
        { what: 'Certificates per load balancer', errors: ['TooManyCertificates'], counts: ['certificates'] },
        {
            what: 'Target groups per load balancer, or per action',
            errors: ['TooManyUniqueTargetGroupsPerLoadBalancer', 'TooManyActions'],
            ...FIXED,
        },
        { what: 'Times that a target can be registered', errors: ['TooManyRegistrationsForTargetId'], ...FIXED },
        { what: 'Registered instances per Classic Load Balancer', code: 'L-CE3125E5' },
    ],
    autoscaling: [
        {
            what: 'Auto Scaling groups per region',
            code: 'L-CDE20ADC',
            counts: ['Auto Scaling groups', 'AutoScalingGroups'],
        },
        { what: 'Launch configurations per region', code: 'L-6B80B8FA', counts: ['launch configurations'] },
        {
            what: 'Target groups per Auto Scaling group',
            counts: ['target groups specified for this group', 'target groups per auto scaling group'],
            ...FIXED,
        },
        { what: 'Lifecycle hooks per Auto Scaling group', counts: ['lifecycle hooks'], ...FIXED },
        { what: 'Scaling policies per Auto Scaling group', counts: ['scaling policies'], ...FIXED },
    ],
    iam: [
        { what: 'Roles per account', code: 'L-FE177D64', counts: ['RolesPerAccount', 'roles'], ...GLOBAL },
        {
            what: 'Customer managed policies per account',
            code: 'L-E95E4862',
            counts: ['PoliciesPerAccount', 'policies'],
            ...GLOBAL,
        },
        {
            what: 'Managed policies per role',
            code: 'L-0DA4ABF3',
            counts: ['PoliciesPerRole', 'AttachedPoliciesPerRole'],
            ...GLOBAL,
        },
        {
            what: 'Managed policies per user',
            code: 'L-4019AD8B',
            counts: ['PoliciesPerUser', 'AttachedPoliciesPerUser'],
            ...GLOBAL,
        },
        {
            what: 'Managed policies per group',
            code: 'L-384571C4',
            counts: ['PoliciesPerGroup', 'AttachedPoliciesPerGroup'],
            ...GLOBAL,
        },
        {
            what: 'Role trust policy length',
            code: 'L-C07B4B0D',
            unit: 'characters',
            counts: ['ACLSizePerRole', 'AssumeRolePolicySize'],
            ...GLOBAL,
        },
        {
            what: 'OpenId connect providers per account',
            code: 'L-858F3967',
            counts: ['OpenIdConnectProvidersPerAccount', 'openidconnectprovider', 'OIDC provider'],
            ...GLOBAL,
        },
        {
            what: 'SAML providers per account',
            code: 'L-DB618D39',
            counts: ['SAMLProvidersPerAccount'],
            ...GLOBAL,
        },
        {
            what: 'Instance profiles per account',
            code: 'L-6E65F664',
            counts: ['InstanceProfilesPerAccount', 'instance profiles'],
            ...GLOBAL,
        },
        { what: 'Users per account', code: 'L-F55AF5E4', counts: ['UsersPerAccount', 'users'], ...GLOBAL },
        { what: 'Groups per account', code: 'L-F4A5425F', counts: ['GroupsPerAccount'], ...GLOBAL },
        {
            what: 'Server certificates per account',
            code: 'L-BF35879D',
            counts: ['ServerCertificatesPerAccount'],
            ...GLOBAL,
        },
        {
            what: 'Access keys per IAM user',
            counts: ['AccessKeysPerUser', 'access keys'],
            advice: 'AWS allows two access keys a user and raises this for nobody: delete the one that nothing uses.',
            ...GLOBAL,
            ...FIXED,
        },
        {
            what: 'Size of a managed policy',
            unit: 'characters',
            counts: ['PolicySize', 'ManagedPolicySize'],
            advice: 'AWS raises this for nobody: split the policy in two, or shorten it (spaces do not count).',
            ...GLOBAL,
            ...FIXED,
        },
        {
            what: 'Size of the inline policies',
            unit: 'characters',
            says: [/maximum policy size of \d{1,9} bytes exceeded/],
            counts: ['InlinePolicySize', 'RolePolicySize', 'UserPolicySize', 'GroupPolicySize'],
            advice: 'AWS raises this for nobody: make managed policies of the inline ones, or shorten them (spaces do not count).',
            ...GLOBAL,
            ...FIXED,
        },
        {
            what: 'Versions per managed policy',
            errors: ['VersionsPerPolicyLimitExceeded'],
            counts: ['VersionsPerPolicy', 'policy version', 'versions per policy'],
            advice: 'AWS keeps five versions of a policy and raises this for nobody: delete one that is not the default.',
            ...GLOBAL,
            ...FIXED,
        },
        { what: 'Groups per IAM user', counts: ['GroupsPerUser'], ...GLOBAL, ...FIXED },
        {
            what: 'MFA devices per IAM user',
            counts: ['MFADevicesPerUser', 'MFADevicesInUse'],
            ...GLOBAL,
            ...FIXED,
        },
        {
            what: 'Signing certificates per IAM user',
            counts: ['SigningCertificatesPerUser'],
            ...GLOBAL,
            ...FIXED,
        },
        {
            what: 'Instance profiles per role',
            counts: ['RolesPerInstanceProfile', 'InstanceSessionsPerInstanceProfile'],
            ...GLOBAL,
            ...FIXED,
        },
        {
            what: 'Tags per IAM resource',
            counts: ['TagsPerRole', 'TagsPerUser', 'TagsPerPolicy'],
            ...GLOBAL,
            ...FIXED,
        },
    ],
    rds: [
        {
            what: 'DB instances',
            code: 'L-7B6409FD',
            errors: ['InstanceQuotaExceeded', 'DBInstanceQuotaExceeded'],
            counts: ['DB instances'],
        },
        { what: 'DB clusters', code: 'L-952B80B8', errors: ['DBClusterQuotaExceeded'], counts: ['DB clusters'] },
        {
            what: 'DB subnet groups',
            code: 'L-48C6BF61',
            errors: ['DBSubnetGroupQuotaExceeded'],
            counts: ['DB subnet groups'],
        },
        { what: 'Subnets per DB subnet group', errors: ['DBSubnetQuotaExceeded'] },
        {
            what: 'Parameter groups',
            code: 'L-DE55804A',
            errors: ['DBParameterGroupQuotaExceeded'],
            counts: ['parameter groups', 'DB parameter groups'],
        },
        {
            what: 'DB cluster parameter groups',
            code: 'L-E4C808A8',
            counts: ['DB cluster parameter groups', 'cluster parameter groups'],
        },
        {
            what: 'Option groups',
            code: 'L-9FA33840',
            errors: ['OptionGroupQuotaExceeded'],
            counts: ['option groups'],
        },
        {
            what: 'Total storage for all DB instances',
            code: 'L-7ADDB58A',
            unit: 'GB',
            errors: ['StorageQuotaExceeded'],
        },
        {
            what: 'Manual DB instance snapshots',
            code: 'L-272F1212',
            errors: ['SnapshotQuotaExceeded'],
            counts: ['manual snapshots', 'DB snapshots', 'snapshots'],
        },
        {
            what: 'Snapshot copies in progress to another Region',
            says: [/copy more than \d{1,6} snapshots across regions/],
        },
        {
            what: 'Manual DB cluster snapshots',
            code: 'L-9B510759',
            errors: ['DBClusterSnapshotQuotaExceeded'],
            counts: ['DB cluster snapshots'],
            says: [/dbclustersnapshot operation[^.]{0,80}more than \d{1,6} manual snapshots/],
        },
        { what: 'Read replicas per primary', code: 'L-5BC124EF', counts: ['read replicas'] },
        { what: 'Event subscriptions', code: 'L-A59F4C87', errors: ['EventSubscriptionQuotaExceeded'] },
        { what: 'Proxies', code: 'L-D94C7EA3', errors: ['DBProxyQuotaExceeded'], counts: ['DB proxies'] },
        { what: 'Reserved DB instances', code: 'L-78E853F4', errors: ['ReservedDBInstanceQuotaExceeded'] },
    ],
    elasticache: [
        {
            what: 'Nodes per Region',
            code: 'L-DFE45DF3',
            errors: ['NodeQuotaForCustomerExceeded'],
            counts: ['nodes per region', 'nodes per customer'],
        },
        {
            what: 'Nodes per cluster',
            errors: ['NodeQuotaForClusterExceeded', 'NodeGroupsPerReplicationGroupQuotaExceeded'],
            counts: ['nodes per cluster'],
        },
        { what: 'Clusters', errors: ['ClusterQuotaForCustomerExceeded'], counts: ['cache clusters'] },
        {
            what: 'Subnet groups',
            errors: ['CacheSubnetGroupQuotaExceeded'],
            counts: ['cache subnet groups', 'subnet groups'],
        },
        { what: 'Subnets per subnet group', errors: ['CacheSubnetQuotaExceeded'] },
        {
            what: 'Parameter groups',
            errors: ['CacheParameterGroupQuotaExceeded'],
            counts: ['cache parameter groups'],
        },
        { what: 'Manual snapshots', errors: ['SnapshotQuotaExceeded'] },
        { what: 'Users', errors: ['UserQuotaExceeded'] },
        { what: 'User groups', errors: ['UserGroupQuotaExceeded'] },
        {
            what: 'Serverless caches',
            errors: ['ServerlessCacheQuotaForCustomerExceeded'],
            counts: ['serverless caches'],
        },
    ],
    kms: [
        {
            what: 'Customer Master Keys (CMKs)',
            code: 'L-C2F1777E',
            counts: ['key', 'customer master keys', 'KMS keys'],
        },
        { what: 'Aliases per CMK', code: 'L-340F62FB', counts: ['aliases'] },
        { what: 'Grants per CMK', counts: ['grants'] },
        { what: 'Size of a key policy', counts: ['key policy document size'], ...FIXED },
    ],
    lambda: [
        {
            what: 'Concurrent executions',
            code: 'L-B99A9384',
            says: [
                /decreases account's unreservedconcurrentexecutions? below its minimum/,
                /reserved function concurrent invocation limit exceeded/,
            ],
            counts: ['concurrent executions'],
        },
        {
            what: 'Function and layer storage',
            code: 'L-2ACBD22F',
            errors: ['CodeStorageExceeded'],
            says: [/code storage limit exceeded/],
        },
        { what: 'Elastic network interfaces per VPC', code: 'L-9FEE3D26', errors: ['ENILimitReached'] },
        { what: 'Size of a function policy', errors: ['PolicyLengthExceeded'], ...FIXED },
    ],
    ecr: [
        { what: 'Registered repositories', code: 'L-CFEB8E8D', counts: ['repositories'] },
        {
            what: 'Images per repository',
            code: 'L-03A36CE1',
            counts: ['images'],
            says: [/maximum allowed number of images/],
        },
        { what: 'Layers per image', errors: ['LayersPerImageLimitExceeded'], ...FIXED },
    ],
    route53: [
        {
            what: 'Hosted zones',
            code: 'L-4EA4796A',
            errors: ['TooManyHostedZones'],
            counts: ['hosted zones'],
            says: [/limits exceeded: max_hosted_zones_by_owner/],
            ...GLOBAL,
        },
        {
            what: 'Records per hosted zone',
            code: 'L-E209CC9F',
            counts: ['records per hosted zone', 'resource record sets', 'records'],
            says: [/limits exceeded: max_rrsets_by_zone/],
            ...GLOBAL,
        },
        {
            what: 'Amazon VPCs that you can associate with a private hosted zone',
            counts: ['VPCs per hosted zone'],
            says: [/limits exceeded: max_vpcs?_(?:associations_)?(?:by|per)_(?:hosted_)?zone/],
            ...GLOBAL,
        },
        {
            what: 'Health checks',
            code: 'L-ACB674F3',
            errors: ['TooManyHealthChecks'],
            counts: ['health checks'],
            ...GLOBAL,
        },
        {
            what: 'Reusable delegation sets',
            code: 'L-A676AB48',
            errors: ['DelegationSetLimitReached'],
            ...GLOBAL,
        },
        { what: 'Traffic policies', errors: ['TooManyTrafficPolicies'], ...GLOBAL },
        {
            what: 'Amazon VPC associations with hosted zones',
            errors: ['TooManyVPCAssociationAuthorizations'],
            ...GLOBAL,
        },
    ],
    route53resolver: [
        {
            what: 'Resolver endpoints per AWS Region',
            code: 'L-4A669CC0',
            counts: ['resolver endpoints'],
            says: [/exceeded 'max-endpoints'/],
        },
        {
            what: 'Resolver rules per AWS Region',
            code: 'L-51D8A1FB',
            counts: ['resolver rules'],
            says: [/exceeded 'max-rules'/],
        },
        {
            what: 'Associations between resolver rules and VPCs per AWS Region',
            code: 'L-94E19253',
            counts: ['resolver rule associations'],
        },
    ],
    acm: [
        { what: 'ACM certificates', code: 'L-F141DD1D', counts: ['certificates', 'ACM certificates'] },
        {
            what: 'ACM certificates created in last 365 days',
            code: 'L-DA1D8B98',
            counts: ['certificates in the last year', 'certificates in last 365 days'],
        },
        { what: 'Imported certificates', code: 'L-D2CB7DE9', counts: ['imported certificates'] },
        {
            what: 'Domain names per ACM certificate',
            code: 'L-FB94F0B0',
            counts: ['domain names', 'subject alternative names'],
        },
    ],
    logs: [
        { what: 'Log groups', counts: ['log groups'] },
        { what: 'Subscription filters per log group', counts: ['subscription filters'], ...FIXED },
        {
            what: 'Resource policies of CloudWatch Logs per Region',
            counts: ['resource policy', 'log resource policy'],
            says: [
                /cloudwatch logs? resource policy.{0,200}limitexceededexception/,
                /cloudwatch logs resource policy size was exceeded/,
            ],
            ...FIXED,
        },
        { what: 'Metric filters per log group', counts: ['metric filters'], ...FIXED },
    ],
    monitoring: [
        { what: 'Metric alarms', counts: ['alarms', 'metric alarms'] },
        { what: 'Dashboards', errors: ['DashboardLimitExceeded'] },
    ],
    s3: [
        {
            what: 'General purpose buckets',
            code: 'L-DC2B2D3D',
            errors: ['TooManyBuckets'],
            counts: ['buckets'],
            says: [/attempted to create more buckets than allowed/],
            ...GLOBAL,
        },
        { what: 'Access points', code: 'L-FAABEEBA', errors: ['TooManyAccessPoints'], counts: ['access points'] },
    ],
    fargate: [
        {
            what: 'Fargate On-Demand vCPU resource count',
            code: 'L-3032A538',
            unit: 'vCPU',
            counts: [
                'Fargate pods',
                'Fargate tasks',
                'tasks you can run concurrently',
                'vCPUs you can run concurrently',
            ],
        },
        {
            what: 'Fargate Spot vCPU resource count',
            code: 'L-36FBB829',
            unit: 'vCPU',
            counts: [
                'spot tasks you can run concurrently',
                'spot vCPUs you can run concurrently',
                'Fargate Spot tasks',
            ],
        },
    ],
    cloudformation: [
        { what: 'Stack count', code: 'L-0485CB21', counts: ['stacks'] },
        { what: 'Stack sets', errors: ['StackSetLimitExceeded'], counts: ['stack sets'] },
    ],
    secretsmanager: [{ what: 'Secrets', code: 'L-2F66C23C', counts: ['secrets'] }],
    sns: [{ what: 'Topics per account', code: 'L-61103206', errors: ['TopicLimitExceeded'] }],
    elasticfilesystem: [
        {
            what: 'File systems per account',
            code: 'L-848C634D',
            errors: ['FileSystemLimitExceeded'],
            counts: ['file systems'],
        },
        {
            what: 'Access points per file system',
            errors: ['AccessPointLimitExceeded'],
            counts: ['access points'],
        },
    ],
};
const VAGUE = new Set([
    'limitexceeded',
    'limitsexceeded',
    'resourcelimitexceeded',
    'resourcelimitsexceeded',
    'servicelimitexceeded',
    'servicequotaexceeded',
    'quotaexceeded',
    'quotalimitexceeded',
    'accountlimitexceeded',
    'accountquotaexceeded',
    'resourcequotaexceeded',
    'resourcecountexceeded',
    'maxcountexceeded',
]);
const OF_ONE_RESOURCE = new Set([
    'attachmentlimitexceeded',
    'privateipaddresslimitexceeded',
    'filterlimitexceeded',
    'backofflimitexceeded',
    'deadlineexceeded',
    'progressdeadlineexceeded',
    'memorylimitexceeded',
    'memorysizelimitexceeded',
    'requestsizelimitexceeded',
    'sizelimitexceeded',
    'maxretriesexceeded',
    'maxattemptsexceeded',
    'toomanyentriesinbatchrequest',
    'toomanyrequests',
]);

;// CONCATENATED MODULE: ./lib/provider-errors/aws/index.js






const QUOTA_CODE = /^(?:\w*(?:limit|quota)s?(?:\w{0,24})(?:exceeded|reached)|toomany\w+|max\w+(?:exceeded|reached))$/;
const ROWS = Object.entries(QUOTAS).flatMap(([service, quotas]) => quotas.map(({ errors = [], counts = [], says = [], ...row }) => ({
    row: { kind: 'quota', service, ...row },
    errors,
    counts,
    says,
})));
const QUOTA_BY_CODE = new Map(ROWS.toReversed().flatMap(({ row }) => (row.code === undefined ? [] : [[row.code, row]])));
const BY_CODE = groups([
    ...ROWS.flatMap(({ row, errors }) => errors.map((code) => [keyIn(code), { row, signed: false }])),
    ...OTHERS.flatMap(({ row, errors = [], signed = [] }) => [
        ...errors.map((code) => [keyIn(code), { row, signed: false }]),
        ...signed.map((code) => [keyIn(code), { row, signed: true }]),
    ]),
]);
const BY_NOUN = groups(ROWS.flatMap(({ row, counts }) => counts.flatMap((noun) => [[nounOf(noun), row], [noun.toLowerCase(), row]])));
const NOUN_WORDS = new Set(ROWS.flatMap(({ counts }) => counts.flatMap((noun) => wordsOf(noun.toLowerCase()).map(singular))));
const OF_AWS = /vpc|natgateway|internetgateway|nodegroup|elasticip|fargate|securitygroup|launchconfiguration|autoscaling|hostedzone|dbinstance|db(?:subnet|cluster|parameter)|peraccount|perrole|peruser|policysize|fleetrequest|interfacesecurity|certificatesinthelastyear/;
const THROTTLED = OTHERS.find(({ row }) => row.kind === 'throttling')?.row;
const NOUN = `(?<noun>[a-z0-9][a-z0-9 '/()_-]{1,70})`;
const SENTENCES = [
    `maximum (?:allowed )?number of ${NOUN}`,
    ...['limit', 'quota'].map((bound) => `(?:exceed(?:ed|s|ing)?|reached|over) (?:the|your|its) (?:account |current |maximum |service )?${bound}s? (?:of|on|for) (?:the (?:maximum )?number of |maximum |\\d{1,9} )?${NOUN}`),
    `limit(?: \\d{1,9})? on the number of ${NOUN}`,
    `limit of \\d{1,9} ${NOUN}`,
    `limit for (?<noun>[a-z][a-z0-9 ]{1,40}) (?:has been |was )?exceeded`,
    `exceed quota for ${NOUN}`,
    `(?:create|have|allocate|add) more than \\d{1,9} ${NOUN}`,
    `more (?<noun>[a-z][a-z0-9 ]{1,40}) than allowed`,
    `only have \\d{1,9} ${NOUN}`,
    `too many ${NOUN}`,
    `account-level service limit '(?<name>[^']{1,80})'`,
    `(?<before>limit|quota) (?:has been |is |was )?exceeded`,
    `(?<before>limit|quota) (?:has been |is |was )?reached`,
    `quota (?<before>)for this account`,
].map((source) => new RegExp(source));
const RULES = compile([
    ...ROWS.flatMap(({ row, says }) => says.map((pattern) => ({ says: pattern, row }))),
    ...OTHERS.flatMap(({ row, says = [], signedSays = [] }) => [
        ...says.map((pattern) => ({ says: pattern, row })),
        ...signedSays.map((pattern) => ({
            says: pattern,
            row: (_, _passage, form) => (form().signed ? row : undefined),
        })),
    ]),
    ...SENTENCES.map((says) => ({ says, row: counted })),
]);
const aws = {
    name: 'AWS',
    qovery: 'AWS',
    find: (passage) => {
        let read;
        const form = () => (read ??= formOf(passage));
        return [...codesIn(passage, form), ...sentencesIn(passage, RULES, form)];
    },
    region: regionIn,
    usualTime: '1 to 3 business days',
    link: places_link,
};
function codesIn(passage, form) {
    return tokensIn(passage).flatMap((token) => sightingOf(token, passage, form) ?? []);
}
function sightingOf({ word, at, end }, passage, form) {
    const key = keyOf(word);
    if (OF_ONE_RESOURCE.has(key) || (key === 'authfailure' && passage.lower[end] === '.'))
        return undefined;
    const entries = BY_CODE.get(word) ?? BY_CODE.get(key);
    if (entries !== undefined) {
        const entry = entries.length === 1
            ? entries[0]
            : (entries.find(({ row }) => sameApi(row.service, serviceAt(form(), at)?.code)) ?? entries[0]);
        return entry && (!entry.signed || form().signed) ? { row: entry.row, at, end, by: 'code' } : undefined;
    }
    const vague = VAGUE.has(key);
    const rate = RATE.test(key);
    if (!(vague || rate || QUOTA_CODE.test(key)) || !form().signed)
        return undefined;
    const service = serviceAt(form(), at)?.code;
    if (vague) {
        const row = rowCounting(wordsOf(askedFor(form(), at) ?? ''), 'start', service);
        return { row: row ?? unknownQuota(service, undefined), at, end, by: 'guess' };
    }
    const row = rate ? THROTTLED : unknownQuota(service, passage.text.slice(at, end));
    return row && { row, at, end, by: 'code' };
}
function counted({ at, groups: { noun = '', name, before } }, { lower }, form) {
    if (name !== undefined)
        return ofServiceQuotas(name, serviceAt(form(), at)?.code);
    if (/ at once|[a-z] blocks/i.test(noun))
        return undefined;
    const side = before === undefined ? 'start' : 'end';
    const words = wordsOf(side === 'start' ? noun.toLowerCase() : lower.slice(Math.max(0, at - 60), at));
    const service = serviceAt(form(), at);
    if (side === 'end' && words.at(-1) === 'resource' && service?.certain === true)
        return unknownQuota(service.code, undefined);
    if (side === 'end' && words.at(-2) === 'per')
        words.splice(-2);
    if (!words.some((word) => NOUN_WORDS.has(singular(word)) || BY_NOUN.has(word)))
        return undefined;
    const row = rowCounting(words, side, service?.code);
    return row !== undefined && (form().likely || OF_AWS.test(words.join(''))) ? row : undefined;
}
function ofServiceQuotas(name, service) {
    if (/\d{6}/.test(name))
        return undefined;
    return { kind: 'quota', what: name, ...(service !== undefined && { service }) };
}
function wordsOf(lower) {
    return lower.split(/[^a-z0-9]+/).filter((part) => part !== '' && !/^\d+$/.test(part));
}
const BETWEEN = 2;
const LONGEST_NOUN = 11;
function rowCounting(words, side, service) {
    const singulars = words.map(singular);
    for (let length = Math.min(words.length, LONGEST_NOUN); length > 0; length--) {
        for (let between = 0; between <= Math.min(BETWEEN, words.length - length); between++) {
            const from = side === 'start' ? between : words.length - length - between;
            const span = singulars.slice(from, from + length).join('');
            const rows = BY_NOUN.get(span) ?? (length === 1 ? BY_NOUN.get(words[from] ?? '') : undefined) ?? [];
            const own = rows.find((row) => sameApi(row.service, service));
            if (own !== undefined)
                return own;
            if (rows.length === 1 && (service === undefined || OF_AWS.test(span)))
                return rows[0];
        }
    }
    return undefined;
}
function unknownQuota(service, error) {
    const { name = 'AWS' } = SERVICES[service ?? ''] ?? {};
    const named = error !== undefined && /^[A-Za-z]{6,60}$/.test(error);
    return {
        kind: 'quota',
        what: `A quota of ${name}${named ? ` (error ${error})` : ''}`,
        ...(service !== undefined && { service }),
        ...(!named && { vague: true }),
    };
}
function keyOf(code) {
    return code.toLowerCase().replace(/(?:exception|fault|error)$/, '');
}
function keyIn(code) {
    return code.endsWith('Exception') ? code.toLowerCase() : keyOf(code);
}
function nounOf(words) {
    return wordsOf(words.toLowerCase()).map(singular).join('');
}
function singular(word) {
    if (word.endsWith('ies'))
        return `${word.slice(0, -3)}y`;
    if (word.endsWith('sses'))
        return word.slice(0, -2);
    return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
function groups(pairs) {
    return new Map([...Map.groupBy(pairs, ([key]) => key)].map(([key, found]) => [
        key,
        [...new Set(found.map(([, value]) => value))],
    ]));
}

;// CONCATENATED MODULE: ./lib/provider-errors/azure/regions.js
const REGION_NAMES = new Set(`australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazilsouth
  brazilsoutheast canadacentral canadaeast centralindia centralus centraluseuap chilecentral chinaeast chinaeast2
  chinaeast3 chinanorth chinanorth2 chinanorth3 denmarkeast eastasia eastus eastus2 eastus2euap eastus3 francecentral
  francesouth germanycentral germanynorth germanynortheast germanywestcentral indonesiacentral israelcentral
  israelnorthwest italynorth japaneast japanwest jioindiacentral jioindiawest koreacentral koreasouth malaysiawest
  malaysiasouth mexicocentral newzealandnorth northcentralus northeurope norwayeast norwaywest polandcentral
  qatarcentral saudiarabiaeast southafricanorth southafricawest southcentralus southeastasia southindia spaincentral
  swedencentral swedensouth switzerlandnorth switzerlandwest taiwannorth uaecentral uaenorth uksouth ukwest usdodcentral
  usdodeast usgovarizona usgoviowa usgovtexas usgovvirginia westcentralus westeurope westindia westus westus2 westus3`.split(/\s+/));

;// CONCATENATED MODULE: ./lib/provider-errors/azure/index.js


const azure_SIGN = /azure|microsoft\.|\baks\b|\baka\.ms\b|subscription|resource ?group|autorest|virtualmachine|vmss|code="|"code" ?: ?"[a-z]|\(code: |\bazurerm/;
function ofAzure(row) {
    return (_, passage) => (isAzure(passage) ? row : undefined);
}
function isAzure({ lower }) {
    return azure_SIGN.test(lower);
}
function cores({ groups: { name = '' } }) {
    const code = azure_spelled(name.trim());
    if (code === '' || /\d{6}/.test(code))
        return ANY;
    return { kind: 'quota', what: code, code, unit: 'vCPU' };
}
function azure_spelled(name) {
    if (name !== name.toLowerCase() && name !== name.toUpperCase())
        return name;
    const family = /^standard([a-z0-9]{1,24}?)(v\d)?family( cores)?$/i.exec(name);
    if (family !== null)
        return `standard${(family[1] ?? '').toUpperCase()}${(family[2] ?? '').toLowerCase()}Family${family[3] === undefined ? '' : ' Cores'}`;
    return name.toLowerCase().replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
const ANY = { kind: 'quota', what: 'A quota of the Azure subscription', vague: true };
const PUBLIC_IPS = { kind: 'quota', what: 'Public IP Addresses' };
const NO_ADDRESSES = { kind: 'addresses', what: 'A subnet has no free addresses' };
const DISABLED = {
    kind: 'account',
    what: 'The Azure subscription is disabled, or not registered for a service',
    advice: 'Enable the subscription, or register the resource provider that the log names (az provider register).',
};
const CREDENTIALS = { kind: 'credentials', what: 'Azure does not accept the credentials' };
const DENIED = { kind: 'permissions', what: 'Azure denies an action to the application of Qovery' };
const POLICY = {
    kind: 'permissions',
    what: 'A policy of the Azure subscription forbids the deployment',
    advice: 'Exempt the resource group of the cluster from the policy that the log names, or meet what it asks for.',
};
const NO_MACHINES = {
    kind: 'capacity',
    what: 'Azure has no free machines of this size in the region or zone',
};
const NOT_OFFERED = {
    kind: 'capacity',
    what: 'Azure does not offer this size of machine to the subscription in this region',
    advice: 'Choose another size of machine, or ask Azure support to open this one to the subscription.',
};
const NO_REGION = {
    kind: 'capacity',
    what: 'Azure creates no new clusters in this region at the moment',
    advice: 'This is no quota, and asking for more does not help. Try again later, or use another region.',
};
const azure_THROTTLED = { kind: 'throttling', what: 'Too many Azure API calls at once' };
function countLimit({ groups: { name = '' } }) {
    if (/publicip/i.test(name))
        return PUBLIC_IPS;
    const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/^(?:Max|Standard ?Sku) ?/i, '');
    return { kind: 'quota', what: `${words} per subscription and region` };
}
const azure_RULES = compile([
    { says: /exceeding approved (?<name>[a-z0-9 ]{0,60}cores) quota/, row: cores },
    { says: /exceeding (?:the )?quota limits? of (?<name>[a-z0-9 ]{1,60})\./, row: cores },
    { says: /insufficient (?:regional )?vcpu quota.{0,80}for family (?<name>\w{1,60})/, row: cores },
    { says: /quota of (?<name>[a-z ]{0,40}cores) exceeded/, row: cores },
    { says: /insufficient regional vcpu quota/, row: ANY },
    { says: /errcode_insufficientvcpuquota/, row: ANY },
    { says: /not enough (?<name>[a-z ]{1,40}cores) quota/, row: cores },
    { says: /cannot create more than \d{1,6} public ip addresses/, row: PUBLIC_IPS },
    { says: /subscription policy limit for resource type 'public ip count' was exceeded/, row: PUBLIC_IPS },
    {
        says: /subscription policy limit for resource type '(?<name>[^']{1,60})' was exceeded/,
        row: ({ groups: { name = '' } }) => /public ip/i.test(name) ? PUBLIC_IPS : { kind: 'quota', what: name },
    },
    { says: /countlimit(?:reached|exceeded)(?<=\b(?<name>[a-z]{2,60})countlimit[a-z]{7,8})/, row: countLimit },
    { says: /exceeded\b(?<=\bmax(?<name>[a-z]{2,40})countper[a-z]{2,20}exceeded)/, row: countLimit },
    { says: /quotaexceeded\b/, row: ofAzure(ANY) },
    { says: /[a-z]limit(?:reached|exceeded)\b/, row: ofAzure(ANY) },
    {
        says: /managedclustercountexceedsquotalimit/,
        row: { kind: 'quota', what: 'Managed clusters per subscription and region' },
    },
    { says: /subnetisfull/, row: NO_ADDRESSES },
    { says: /insufficientsubnetsize/, row: NO_ADDRESSES },
    { says: /not have enough capacity for \d{1,6} ip addresses/, row: NO_ADDRESSES },
    { says: /pre-allocated ips \d{1,6} exceeds ips available/, row: NO_ADDRESSES },
    { says: /readonlydisabledsubscription/, row: DISABLED },
    { says: /(?:missing)?subscription(?:not)?registr(?:ered|ation)/, row: DISABLED },
    { says: /subscriptionnotregistered/, row: DISABLED },
    { says: /subscription is not registered to use namespace/, row: DISABLED },
    { says: /subscription ["'(]{0,2}[0-9a-fx-]{8,40}.{0,40}is disabled/, row: DISABLED },
    { says: /subscription .{0,80}is disabled and therefore/, row: DISABLED },
    { says: /invalidauthenticationtoken/, row: CREDENTIALS },
    { says: /expiredauthenticationtoken/, row: CREDENTIALS },
    { says: /aadsts\d{4,7}/, row: CREDENTIALS },
    { says: /authorizationfailed/, row: DENIED },
    { says: /not have authorization to perform action/, row: DENIED },
    { says: /requestdisallowedbypolicy/, row: POLICY },
    { says: /was disallowed by policy/, row: ofAzure(POLICY) },
    { says: /\bskunotavailable/, row: NO_MACHINES },
    { says: /\b(?:zonal)?allocationfailed\b/, row: NO_MACHINES },
    { says: /allocation failed\. vms?(?:\(s\))? .{0,40}constraints cannot be allocated/, row: NO_MACHINES },
    { says: /overconstrained(?:zonal)?allocationrequest/, row: NO_MACHINES },
    { says: /not have sufficient capacity for the requested vm size/, row: NO_MACHINES },
    {
        says: /requested (?:vm )?(?:size|tier) for resource .{1,300}is currently not available in/,
        row: NO_MACHINES,
    },
    { says: /vm size of .{1,80}is not allowed in your subscription/, row: NOT_OFFERED },
    { says: /vm sizes? .{1,200}not available in .{0,40}location/, row: ofAzure(NO_MACHINES) },
    { says: /not available for your subscription in (?:location|region)/, row: ofAzure(NOT_OFFERED) },
    { says: /akscapacityerror/, row: NO_REGION },
    { says: /cluster is unavailable at this time in region/, row: NO_REGION },
    { says: /unable to provision an aks cluster/, row: NO_REGION },
    { says: /\btoomanyrequests\b/, row: ofAzure(azure_THROTTLED) },
    { says: /subscriptionrequeststhrottled/, row: azure_THROTTLED },
    { says: /too many requests have been received for this subscription/, row: azure_THROTTLED },
]);
const azure = {
    name: 'Azure',
    qovery: 'AZURE',
    find: (passage) => sentencesIn(passage, azure_RULES),
    region,
    usualTime: '1 to 2 business days',
    link: (_, region) => `https://${portalOf(region)}/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas`,
};
function region(lower) {
    const named = /\b(?:location:? ?|regions?:? ?)["'(]{0,2}(?<region>[a-z]{2,16}(?: [a-z]{2,12}){0,2} ?\d?)["')]/.exec(lower);
    const quoted = named?.groups?.['region']?.replaceAll(' ', '');
    if (quoted !== undefined && REGION_NAMES.has(quoted))
        return quoted;
    return lower.match(/\b[a-z]{5,20}\d?\b/g)?.find((word) => REGION_NAMES.has(word));
}
function portalOf(region) {
    if (/^us(?:gov|dod)/.test(region))
        return 'portal.azure.us';
    return region.startsWith('china') ? 'portal.azure.cn' : 'portal.azure.com';
}

// EXTERNAL MODULE: ./lib/provider-errors/advice.js
var advice = __webpack_require__(7835);
;// CONCATENATED MODULE: ./lib/provider-errors/numbers.js
const N = `['"(\\[]{0,2}(?<![\\w.-])(\\d{1,12}(?:,\\d{3}){0,3}(?:\\.\\d{1,6})?)\\b`;
const WORDINGS = {
    limit: [
        `current limit:? ?${N}`,
        `maximum allowed(?: is|:)? ?${N}`,
        `\\blimit(?: for [^.;:]{1,60}?)? (?:of|is|was|=) ?${N}`,
        `\\blimit:? ?${N}`,
        `(?<!remaining )quotas?(?: for [^.;:]{1,60}?| limit)? (?:of|is) ${N}`,
        `quota(?: for \\w{1,60})?["']?: ?${N}`,
        `quota_?(?:limit_?)?value["']?: ?${N}`,
        `(?:more than|only have|only supports?|up to|limited to) ${N}`,
        `maximum (?:number )?(?:of|is):? ${N}`,
        `\\bis ${N} (?:instances|per)\\b`,
        `which is ${N}`,
        `size of ${N} bytes exceeded`,
        `${N}['"]? has been reached`,
        `${N} by default`,
        `\\[fail\\] [a-z ]{1,40} [. ]{0,80}\\d{1,6}/${N}`,
    ].map((source) => new RegExp(source)),
    used: [
        `current(?:ly)?(?: in)? (?:usage|use|count|utilization)(?: is| of|:)? ?${N}`,
        `\\bused: ?${N}`,
        `"current": ?${N}`,
        `already (?:have|has|contains) ${N}`,
        `\\[fail\\] [a-z ]{1,40} [. ]{0,80}${N}/\\d`,
    ].map((source) => new RegExp(source)),
    requested: [
        `additional (?:required|requested):? ?${N}`,
        `requested increment is ${N}`,
        `request delta of ${N}`,
        `\\bneeded: ?${N}`,
    ].map((source) => new RegExp(source)),
    wanted: [
        `new limit required: ?${N}`,
        `requested more [a-z ]{1,30} ${N}`,
        `(?:request )?requires ${N} and is short`,
    ].map((source) => new RegExp(source)),
    short: [new RegExp(`is short ${N}`)],
    available: [new RegExp(`with ${N}['"]? available`), new RegExp(`remaining quota of ${N}`)],
};
function numbersIn(said) {
    const find = (quantity) => {
        for (const wording of WORDINGS[quantity]) {
            const number = numberOf(wording.exec(said)?.[1]);
            if (number !== undefined)
                return number;
        }
        return undefined;
    };
    const limit = find('limit');
    const available = find('available');
    const used = find('used') ?? (limit !== undefined && available !== undefined ? limit - available : undefined);
    const requested = find('requested');
    const short = find('short');
    const wanted = find('wanted') ??
        (limit !== undefined && short !== undefined ? limit + short : undefined) ??
        (used !== undefined && requested !== undefined ? used + requested : undefined);
    return some({ limit, used, wanted });
}
function pair({ used, limit }) {
    const [a, b] = [numberOf(used), numberOf(limit)];
    return some({ used: a, limit: b !== undefined && b > (a ?? 0) ? b : undefined, wanted: undefined });
}
function numberOf(digits) {
    return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}
function some(numbers) {
    return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
}

;// CONCATENATED MODULE: ./lib/provider-errors/text.js
const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ESC = 0x1b;
const SPACE = 0x20;
const QUOTE = 0x22;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const ORDINARY = Uint8Array.from({ length: 0x7f }, (_, c) => c > SPACE && ![PERCENT, AMPERSAND, BRACKET, BACKSLASH].includes(c) ? 1 : 0);
const NOT_PLAIN = /[^\n -%'-[\]-~]|[ \n]{2}|%[02]|\[[0-?]{0,12}m/g;
const LONG_RUN = 32;
function plain(text) {
    if (plainUntil(text, 0) === text.length)
        return text;
    const bytes = Buffer.allocUnsafe(text.length);
    let length = 0;
    let run = 0;
    for (let i = 0; i < text.length; i++) {
        let c = text.charCodeAt(i);
        if (c < 0x7f && ORDINARY[c] === 1) {
            bytes[length++] = c;
            run++;
            if (run < LONG_RUN)
                continue;
            run = 0;
            const end = plainUntil(text, i + 1);
            length += bytes.write(text.slice(i + 1, end), length, 'latin1');
            i = end - 1;
            continue;
        }
        if (c === BACKSLASH || c === AMPERSAND || c === PERCENT) {
            const escape = escapeAt(text, i, c);
            c = escape % SHIFT;
            i = (escape - c) / SHIFT;
        }
        if (c === ESC || c === BRACKET) {
            const end = sequenceEnd(text, i, c);
            if (end > i) {
                i = end;
                continue;
            }
        }
        if (c <= SPACE || c >= 0x7f)
            c = asciiOf(c);
        if (c === NOTHING)
            continue;
        if (c === SPACE || c === NEWLINE) {
            const last = length === 0 ? NEWLINE : bytes[length - 1];
            if (last === NEWLINE || (last === SPACE && c === SPACE))
                continue;
            if (last === SPACE)
                length--;
        }
        bytes[length++] = c;
    }
    return bytes.toString('latin1', 0, length);
}
function plainUntil(text, from) {
    NOT_PLAIN.lastIndex = from;
    return NOT_PLAIN.exec(text)?.index ?? text.length;
}
const NUMBER = /(?<![\w-])\d+/g;
function withoutNumbers(text) {
    return text.replace(NUMBER, '0');
}
const NOTHING = 0;
const SHIFT = 0x80;
function text_escape(end, c) {
    return end * SHIFT + c;
}
function escapeAt(text, at, c) {
    if (c === BACKSLASH)
        return backslashAt(text, at);
    return c === AMPERSAND ? entityAt(text, at) : percentAt(text, at);
}
function backslashAt(text, start) {
    let i = start;
    while (text.charCodeAt(i) === BACKSLASH)
        i++;
    switch (lowerAt(text, i)) {
        case 0x6e:
        case 0x72:
            return text_escape(i, NEWLINE);
        case 0x74:
            return text_escape(i, SPACE);
        case 0x75:
            return hexadecimalAt(text, i, 4);
        case 0x78:
            return hexadecimalAt(text, i, 2);
        case 0x30:
            return text.startsWith('033', i) ? text_escape(i + 2, ESC) : text_escape(i - 1, NOTHING);
        case 0x65:
            return text.charCodeAt(i + 1) === BRACKET ? text_escape(i, ESC) : text_escape(i - 1, NOTHING);
        default:
            return text_escape(i - 1, NOTHING);
    }
}
function lowerAt(text, at) {
    return text.charCodeAt(at) | 0x20;
}
function hexadecimalAt(text, at, digits) {
    let c = 0;
    for (let i = at + 1; i <= at + digits; i++) {
        const digit = digitOf(text.charCodeAt(i));
        if (digit < 0)
            return text_escape(at - 1, NOTHING);
        c = c * 16 + digit;
    }
    if (digits === 2 && c >= 0x80)
        c = NOTHING;
    return text_escape(at + digits, c >= 0x7f ? asciiOf(c) : c);
}
function digitOf(c) {
    if (c >= 0x30 && c <= 0x39)
        return c - 0x30;
    const lower = c | 0x20;
    return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
const ENTITIES = new Map([
    ['lt', 0x3c],
    ['gt', 0x3e],
    ['quot', QUOTE],
    ['apos', APOSTROPHE],
    ['nbsp', SPACE],
    ['#10', NEWLINE],
    ['#34', QUOTE],
    ['#39', APOSTROPHE],
    ['#039', APOSTROPHE],
    ['#x22', QUOTE],
    ['#x27', APOSTROPHE],
]);
function entityAt(text, start) {
    let i = start + 1;
    while (text.startsWith('amp;', i))
        i += 4;
    let end = i;
    while (end < i + 5 && isOfName(text.charCodeAt(end)))
        end++;
    const c = text[end] === ';' && end > i ? ENTITIES.get(text.slice(i, end)) : undefined;
    return c === undefined ? text_escape(i - 1, AMPERSAND) : text_escape(end, c);
}
function isOfName(c) {
    return c === 0x23 || (c >= 0x30 && c <= 0x39) || ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a);
}
function percentAt(text, at) {
    const c = digitOf(text.charCodeAt(at + 1)) * 16 + digitOf(text.charCodeAt(at + 2));
    const known = c === NEWLINE || c === RETURN || c === SPACE || c === QUOTE || c === APOSTROPHE;
    return known ? text_escape(at + 2, c) : text_escape(at, PERCENT);
}
const MAX_PARAMETERS = 64;
const MAX_COMMAND = 2048;
function sequenceEnd(text, start, c) {
    if (c === BRACKET) {
        const end = parametersEnd(text, start + 1, 12);
        return text[end] === 'm' ? end : start;
    }
    const kind = text[start + 1];
    if (kind === '[')
        return parametersEnd(text, start + 2, MAX_PARAMETERS);
    if (kind !== ']')
        return start + 1;
    for (let i = start + 2; i < start + MAX_COMMAND; i++) {
        const next = text.charCodeAt(i);
        if (next === 0x07)
            return i;
        if (next === ESC)
            return i + 1;
    }
    return start + 1;
}
function parametersEnd(text, start, most) {
    let i = start;
    while (i < start + most && text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x3f)
        i++;
    return i;
}
function asciiOf(c) {
    if (c === SPACE || c === TAB)
        return SPACE;
    if (c === NEWLINE || c === RETURN || (c >= 0x2500 && c <= 0x257f))
        return NEWLINE;
    if (c === 0x2018 || c === 0x2019)
        return APOSTROPHE;
    if (c === 0x201c || c === 0x201d)
        return QUOTE;
    if (c >= 0x2010 && c <= 0x2015)
        return 0x2d;
    const invisible = c < SPACE || c === 0x7f || c === 0xad || c === 0xfeff || (c >= 0x200b && c <= 0x200f);
    return invisible ? NOTHING : SPACE;
}

;// CONCATENATED MODULE: ./lib/provider-errors/find.js





const MESSAGE = 500;
const LONGEST_WRAPPED = 10_000;
function errorsIn(text, place, clouds, memory) {
    const read = plain(text);
    const found = readingOf(read, place, clouds, memory);
    if (found.length > 0 || read.length > LONGEST_WRAPPED || !read.includes('\n'))
        return found;
    const joined = read.replace(/(\w)\n(?=\w)/g, '$1');
    return readingOf(joined, place, clouds, memory).filter(({ named }) => named);
}
function readingOf(text, place, clouds, memory) {
    const ofProvider = new Map();
    const ofQovery = new Map();
    const before = new Set();
    for (const span of spansOf(text)) {
        const wording = withoutNumbers(text.slice(span.from, span.to));
        let inPassage = memory.get(wording);
        if (inPassage === undefined) {
            inPassage = foundIn(passageOf(text, span), place, clouds);
            memory.set(wording, inPassage);
        }
        if (before.has(inPassage))
            continue;
        before.add(inPassage);
        for (const found of inPassage) {
            const all = found.ofQovery ? ofQovery : ofProvider;
            const known = all.get(found.key);
            if (known === undefined || (!hasNumbers(known) && hasNumbers(found)))
                all.set(found.key, found);
        }
    }
    return [...ofProvider.values(), ...ofQovery.values()];
}
function foundIn(passage, place, clouds) {
    return sightingsIn(passage, clouds).map((seen) => foundOf(seen, regionOf(seen) ?? place.region));
}
function sightingsIn(passage, clouds) {
    const all = clouds.flatMap((cloud) => {
        const others = resolved(cloud.find(passage));
        return others.map((sighting) => ({ ...sighting, cloud, passage, others }));
    });
    const clear = all.filter(({ row }) => row.vague !== true);
    return clear.length > 0 ? clear : all;
}
function regionOf({ at, cloud, others, passage: { lower } }) {
    if (others.length === 1)
        return cloud.region(lower);
    return cloud.region(lower.slice(at, nextAt(at + 1, others))) ?? cloud.region(lower);
}
function nextAt(from, others) {
    return others.reduce((next, { at }) => (at >= from && at < next ? at : next), Infinity);
}
function resolved(all) {
    if (all.length < 2)
        return all;
    const ordered = firstOfEach(all.toSorted((a, b) => a.at - b.at || b.end - a.end));
    const whole = ordered.filter((sighting) => !ordered.some((other) => isLonger(other, sighting)));
    const told = whole.filter((sighting) => !isExplained(sighting, whole));
    const sure = told.some(isSure) ? told.filter(({ by }) => by !== 'guess') : told;
    const clear = sure.filter(({ row }) => row.vague !== true);
    return clear.length > 0 ? clear : sure;
}
function firstOfEach(ordered) {
    const first = new Map();
    for (const sighting of ordered) {
        const { row, by } = sighting;
        const key = [by, row.kind, row.code, row.what].join('|');
        if (!first.has(key))
            first.set(key, sighting);
    }
    return [...first.values()];
}
function isSure({ row, by }) {
    return row.kind === 'quota' && by !== 'guess';
}
function isLonger(longer, { row, at, end, by }) {
    return (longer.at < end &&
        at < longer.end &&
        longer.by === 'sentence' &&
        by === 'sentence' &&
        longer.row !== row &&
        longer.row.kind === row.kind &&
        longer.end - longer.at > end - at);
}
function isExplained({ row, at, end, by }, all) {
    if (row.kind !== 'quota' || by !== 'code')
        return false;
    const next = all.find((other) => other.at >= end && other.by === 'code' && other.row !== row)?.at ?? Infinity;
    return all.some((message) => {
        const distance = message.at >= end ? message.at - end : at - message.end;
        const own = message.by === 'sentence' && message.at < next && distance <= MESSAGE;
        const says = message.row.kind === 'quota' && message.row !== row;
        const more = row.code === undefined || message.row.service === row.service;
        return own && says && more;
    });
}
function numbersOf({ row, at, end, numbers, others, passage: { lower } }) {
    if (row.kind !== 'quota')
        return {};
    if (numbers !== undefined)
        return numbers;
    const rest = others.filter((other) => other.row !== row);
    const next = Math.min(at + MESSAGE, nextAt(end, rest));
    const behind = numbersIn(lower.slice(at, next));
    if (Object.keys(behind).length > 0)
        return behind;
    const last = rest.reduce((stop, other) => (other.end <= at ? Math.max(stop, other.end) : stop), 0);
    return numbersIn(lower.slice(Math.max(last, at - MESSAGE), next));
}
function foundOf(seen, region) {
    const error = errorOf(seen, numbersOf(seen), region);
    return {
        error,
        key: [error.provider, error.kind, error.code, error.what, error.region].join('|'),
        vague: seen.row.vague === true,
        named: isNamed(seen.row),
        ofQovery: seen.cloud.ofQovery === true,
    };
}
function errorOf({ row, cloud, passage }, numbers, region) {
    const family = row.families && familyIn(passage.lower, row.families);
    const { kind, service, unit, fixed } = row;
    const what = family?.what ?? row.what;
    const code = family?.code ?? row.code;
    const error = {
        kind,
        provider: cloud.name,
        what,
        ...(service !== undefined && { service }),
        ...(code !== undefined && { code }),
        ...(unit !== undefined && { unit }),
        ...(region !== '' && { region }),
        ...numbers,
        ...(fixed && { fixed }),
    };
    const raisable = kind === 'quota' && fixed !== true;
    const link = raisable
        ? cloud.link({ ...row, what, ...(code !== undefined && { code }) }, region)
        : undefined;
    return {
        ...error,
        advice: row.advice ?? (0,advice/* adviceFor */.cp)(error, isNamed(row)),
        ...(link !== undefined && { link }),
        ...(raisable && { usualTime: cloud.usualTime }),
        ...(raisable && isNamed(row) && { request: (0,advice/* requestFor */.pU)(error) }),
    };
}
function isNamed({ what, vague }) {
    return vague !== true && !what.startsWith('A quota of ');
}
function familyIn(lower, families) {
    const sizes = lower.matchAll(/\.(?:nano|micro|small|medium|large|\d{0,3}xlarge|metal)\b(?<=\b(?<type>[a-z]{1,4}\d?[a-z0-9-]{0,12})\.\w{4,9})/g);
    const types = new Set([...sizes].map(({ groups }) => groups?.['type'] ?? ''));
    const named = new Set([...types].map((type) => families.find((family) => family.types.test(type))));
    return named.size === 1 ? [...named][0] : undefined;
}
function hasNumbers({ error: { limit, used } }) {
    return limit !== undefined || used !== undefined;
}
function find_mostPressing(found) {
    const rank = ({ error, vague }) => (vague ? KINDS.length : 0) + KINDS.indexOf(error.kind);
    return found.toSorted((a, b) => rank(a) - rank(b))[0]?.error;
}

;// CONCATENATED MODULE: ./lib/provider-errors/gcp/index.js


const COMPUTE = 'compute.googleapis.com';
const INFRASTRUCTURE = /^(?:artifactregistry|billingbudgets|certificatemanager|cloudbilling|cloudkms|cloudresourcemanager|compute|container|containerregistry|dns|file|gkehub|iam|iamcredentials|logging|looker|memcache|monitoring|networkconnectivity|networkmanagement|networksecurity|networkservices|orgpolicy|oslogin|privateca|pubsub|redis|run|secretmanager|serviceconsumermanagement|servicecontrol|servicedirectory|servicemanagement|servicenetworking|serviceusage|spanner|sqladmin|storage|storage-api|storage-component|sts|vpcaccess|alloydb|cloudquotas|deploymentmanager|cloudfunctions|cloudbuild)$/;
const gcp_SIGN = /googleapi: |googleapi|\(gcloud\.|google compute engine|google\.rpc\.|google cloud|\bgcp\b|\bgke\b|gce_|\bgoogle_(?:compute|container|sql|project|service|dns|redis)|projects\/[\w-]{1,60}\/(?:zones|regions|global|locations)|project_number:|gaxios|\.gcr\.io|-docker\.pkg\.dev|google\.api_core|google\.cloud\./;
function isInfrastructure({ lower }) {
    const named = [...lower.matchAll(/\b([a-z][a-z0-9-]{1,40})\.googleapis\.com/g)].map(([, name = '']) => name);
    const apis = named.filter((name) => name !== 'www' && name !== 'type');
    return apis.length === 0 || apis.some((name) => INFRASTRUCTURE.test(name));
}
function isGoogle(passage) {
    return gcp_SIGN.test(passage.lower) && isInfrastructure(passage);
}
function gcp_spelled(name) {
    return /^[a-z0-9_]+$/.test(name) ? name.toUpperCase() : name;
}
function isPrivate(name) {
    return /\d{6}/.test(name);
}
function named({ groups: { name = '' } }) {
    if (name === '' || isPrivate(name))
        return gcp_ANY;
    const code = gcp_spelled(name);
    return { kind: 'quota', what: code, service: COMPUTE, code };
}
function metric({ groups: { name = '' } }, passage) {
    if (!isInfrastructure(passage))
        return undefined;
    if (/quota_?limit"?: ?"?\w{0,60}per(?:minute|second)/.test(passage.lower))
        return gcp_THROTTLED;
    const code = name.toLowerCase();
    const [service = ''] = code.split('/');
    return isPrivate(name) ? gcp_ANY : { kind: 'quota', what: code, service, code };
}
function rate({ groups: { name = '', per = '', service = '' } }, passage) {
    if (!isInfrastructure(passage))
        return undefined;
    if (/per ?(?:minute|second|100 ?s)|-100s|perminute|persecond/.test(`${per} ${name}`.toLowerCase()))
        return gcp_THROTTLED;
    return isPrivate(name) ? gcp_ANY : { kind: 'quota', what: name, code: name, ...(service && { service }) };
}
function ofGoogle(row) {
    return (_, passage) => (isGoogle(passage) ? row : undefined);
}
function needed({ limit, used, needed: more }) {
    const [a, b, c] = [limit, used, more].map(numberOf);
    return some({ limit: a, used: b, wanted: b !== undefined && c !== undefined ? b + c : undefined });
}
const gcp_ANY = { kind: 'quota', what: 'A quota of the Google Cloud project', vague: true };
const gcp_THROTTLED = { kind: 'throttling', what: 'Too many Google Cloud API calls at once' };
const gcp_NO_ADDRESSES = { kind: 'addresses', what: 'A subnet has no free addresses' };
const NO_API = {
    kind: 'account',
    what: 'An API is not enabled in the Google Cloud project',
    advice: 'Enable the API that the log names in the Google Cloud project.',
};
const NO_BILLING = {
    kind: 'account',
    what: 'Billing of the Google Cloud project is not enabled',
    advice: 'Enable billing for the Google Cloud project.',
};
const gcp_CREDENTIALS = { kind: 'credentials', what: 'Google Cloud does not accept the credentials' };
const gcp_DENIED = {
    kind: 'permissions',
    what: 'Google Cloud denies an action to the service account of Qovery',
};
const gcp_NO_MACHINES = {
    kind: 'capacity',
    what: 'Google Cloud has no free machines of this type in the zone',
};
function things(what, service) {
    return { kind: 'quota', what, service };
}
const gcp_RULES = compile([
    { says: /\bquota '(?<name>[a-z][\w-]{1,80})' exceeded/, row: named },
    { says: /\bquota limit '(?<name>[a-z][\w-]{1,80})' has been exceeded/, row: named },
    {
        says: /insufficient \w{1,20} quota to satisfy request[a-z :"']{1,40}?["'](?<name>[a-z][a-z0-9_]{2,80})["']/,
        row: named,
    },
    {
        says: / \(quota: (?<limit>\d{1,9}), used: (?<used>\d{1,9}) \+ needed: (?<needed>\d{1,9})\)(?<=\b(?<name>[a-z][a-z0-9_]{1,80}) \([^()]{20,60}\))/,
        row: named,
        numbers: needed,
    },
    {
        says: / is not available in \S{1,40} because the required number(?<=\b(?<name>[a-z]{1,60}\.googleapis\.com\/[a-z0-9_/-]{1,80}) is not available in \S{1,40} because the required number)/,
        row: metric,
    },
    {
        says: /quota exceeded for quota (?:metric|group) '(?<name>[^']{1,100})' and limit '(?<per>[^']{1,100})'(?: of service '(?<service>[\w.-]{1,60})')?/,
        row: rate,
    },
    {
        says: /quota_?(?:metric|id)"?: ?"?(?<name>[a-z]{1,60}\.googleapis\.com\/[a-z0-9_/-]{1,80})/,
        row: metric,
    },
    {
        says: /quota exceeded[^']{1,60}metric(?:name)?:? '?(?<name>[a-z]{1,60}\.googleapis\.com\/[a-z0-9_/-]{1,80})/,
        row: metric,
    },
    {
        says: /maximum number of keys on account reached/,
        row: things('Keys per service account', 'iam.googleapis.com'),
    },
    {
        says: /maximum number of service accounts on project reached/,
        row: things('Service accounts per project', 'iam.googleapis.com'),
    },
    {
        says: /reached the max instance per project/,
        row: things('Cloud SQL instances per project', 'sqladmin.googleapis.com'),
    },
    { says: /cannot create more than \d{1,6} [a-z ]{3,40}/, row: ofGoogle(gcp_ANY) },
    { says: /\bgce_quota_exceeded\b/, row: gcp_ANY },
    { says: /\bgce quota exceeded\b/, row: gcp_ANY },
    { says: /\bquota_exceeded\b/, row: ofGoogle(gcp_ANY) },
    { says: /\bquotaexceeded\b/, row: ofGoogle(gcp_ANY) },
    { says: /\bquotafailure\b/, row: ofGoogle(gcp_ANY) },
    {
        says: /\bmaximum number of [a-z ]{3,60} (?:on|per|for|in) (?:this |the )?(?:project|account|organization)/,
        row: ofGoogle(gcp_ANY),
    },
    { says: /\bresource_exhausted\b/, row: ofGoogle(gcp_ANY) },
    { says: /\bip_space_exhausted/, row: gcp_NO_ADDRESSES },
    { says: /does not have available private ip space/, row: gcp_NO_ADDRESSES },
    { says: /ip space of .{0,200}is exhausted/, row: gcp_NO_ADDRESSES },
    { says: /\bservice_disabled\b/, row: NO_API },
    { says: /\baccessnotconfigured\b/, row: NO_API },
    { says: /not been used in project .{0,60}before or it is disabled/, row: { ...NO_API } },
    { says: /api is not enabled for this project/, row: NO_API },
    { says: /\bbilling_disabled\b/, row: NO_BILLING },
    { says: /\bureq_project_billing_not_\w{1,20}/, row: NO_BILLING },
    { says: /billing (?:to|must) be enabled/, row: NO_BILLING },
    { says: /billing account .{0,80}is (?:disabled|closed|not found|not open)/, row: NO_BILLING },
    { says: /absent billing account/, row: NO_BILLING },
    { says: /invalid jwt/, row: gcp_CREDENTIALS },
    {
        says: /invalid_grant.{0,120}(?:account not found|invalid_rapt|has been deleted|expired or revoked|not a valid email)/,
        row: gcp_CREDENTIALS,
    },
    { says: /\bunauthenticated\b/, row: ofGoogle(gcp_CREDENTIALS) },
    { says: /\baccess_token_expired\b/, row: gcp_CREDENTIALS },
    { says: /request had invalid authentication credentials/, row: gcp_CREDENTIALS },
    { says: /could not find default credentials/, row: ofGoogle(gcp_CREDENTIALS) },
    { says: /required ['"][a-z.]{1,80}['"] permission/, row: gcp_DENIED },
    { says: /permission [a-z]{2,30}\.[a-z.]{2,60} is required/, row: ofGoogle(gcp_DENIED) },
    { says: /permission '[a-z]{2,30}\.[a-z.]{2,60}' denied/, row: gcp_DENIED },
    { says: /does not have [a-z]{2,30}\.[a-z.]{2,60} access/, row: ofGoogle(gcp_DENIED) },
    { says: /permission denied on resource/, row: ofGoogle(gcp_DENIED) },
    { says: /caller does not have permission/, row: ofGoogle(gcp_DENIED) },
    { says: /\biam_permission_denied\b/, row: gcp_DENIED },
    { says: /\bpermission_denied\b/, row: ofGoogle({ ...gcp_DENIED, vague: true }) },
    { says: /\b(?:zone|region)_resource_pool_exhausted/, row: gcp_NO_MACHINES },
    { says: /\bg(?:pu|ce)_stockout\b/, row: gcp_NO_MACHINES },
    { says: /enough resources available to fulfill/, row: gcp_NO_MACHINES },
    { says: /instance .{0,120}is currently unavailable in the/, row: gcp_NO_MACHINES },
    { says: /\b(?:user)?ratelimitexceeded\b/, row: ofGoogle(gcp_THROTTLED) },
    { says: /\brate_limit_exceeded\b/, row: ofGoogle(gcp_THROTTLED) },
]);
const gcp_REGION = /\b((?:africa|asia|australia|europe|me|northamerica|southamerica|us|u-[a-z]{3,12})-(?:north|south|central)?(?:east|west|north|south|central)\d{1,2})\b/;
const gcp = {
    name: 'GCP',
    qovery: 'GCP',
    find: (passage) => once(sentencesIn(passage, gcp_RULES)),
    region: (lower) => gcp_REGION.exec(lower)?.[1],
    usualTime: 'instant to 2 business days',
    link: ({ service }) => `https://console.cloud.google.com/iam-admin/quotas${service === undefined ? '' : `?service=${service}`}`,
};
function once(sightings) {
    const same = Map.groupBy(sightings.toSorted((a, b) => a.at - b.at || b.end - a.end), ({ row }) => `${row.kind} ${(row.code ?? row.what).split('/').at(-1)?.toLowerCase()}`);
    return [...same.values()].flatMap((found) => found.find(({ numbers }) => numbers !== undefined) ?? found[0] ?? []);
}

;// CONCATENATED MODULE: ./lib/provider-errors/memory.js
const MAX_REMEMBERED = 2000;
const MAX_ALIKE = 8;
const MIDDLE = 50;
const SHORT = 2 * MIDDLE;
class memory_Memory {
    #short = new Map();
    #alike = new Map();
    #size = 0;
    get(wording) {
        if (wording.length <= SHORT)
            return this.#short.get(wording);
        return this.#alike.get(middleOf(wording))?.find((known) => known.wording === wording)?.value;
    }
    set(wording, value) {
        if (this.#size >= MAX_REMEMBERED)
            return;
        const key = middleOf(wording);
        const alike = this.#alike.get(key) ?? [];
        if (wording.length <= SHORT)
            this.#short.set(wording, value);
        else if (alike.length < MAX_ALIKE)
            this.#alike.set(key, [...alike, { wording, value }]);
        else
            return;
        this.#size++;
    }
}
function middleOf(wording) {
    const from = wording.length >> 1;
    return `${wording.length} ${wording.slice(from, from + MIDDLE)}`;
}

;// CONCATENATED MODULE: ./lib/provider-errors/qovery.js


const SOME_QUOTA = { kind: 'quota', what: 'A quota of the cloud account', vague: true };
const ACCOUNT = {
    kind: 'account',
    what: 'The cloud account is blocked, or not activated',
    vague: true,
};
const qovery_RULES = compile([
    {
        says: /cloud provider quotas exceeded\. `(?<name>[^`]{1,80})` has reached its quotas(?:: \((?<used>\d{1,9})\/(?<limit>\d{1,9})\)| of (?<of>\d{1,9}))?/,
        row: ({ groups: { name = '' } }) => name === '' || /\d{6}/.test(name) ? SOME_QUOTA : { kind: 'quota', what: name.trim(), vague: true },
        numbers: ({ used, limit, of }) => some({ used: numberOf(used), limit: numberOf(limit ?? of), wanted: undefined }),
    },
    { says: /terraform_cloud_provider_quotas_reached/, row: SOME_QUOTA },
    { says: /object_storage_quota_exceeded/, row: SOME_QUOTA },
    { says: /terraform_cloud_provider_activation_required/, row: ACCOUNT },
    { says: /terraform_service_not_activated_opt_in_required/, row: ACCOUNT },
    { says: /terraform_account_blocked_by_provider/, row: ACCOUNT },
    { says: /new account requires cloud provider validation/, row: ACCOUNT },
    {
        says: /\b(?:terraform|cloud_provider_client|container_registry)_invalid_credentials/,
        row: { kind: 'credentials', what: 'The cloud credentials are not accepted', vague: true },
    },
    {
        says: /terraform_not_enough_permissions/,
        row: { kind: 'permissions', what: 'The cloud credentials lack a permission', vague: true },
    },
    {
        says: /insufficient capacity to launch instances/,
        row: { kind: 'capacity', what: 'The provider has no free instances of this type', vague: true },
    },
]);
function saidByQovery(passage) {
    return sentencesIn(passage, qovery_RULES);
}

;// CONCATENATED MODULE: ./lib/provider-errors/scaleway.js


const scaleway_SIGN = /scaleway|\bscw\b|"type": ?"|type: ?invalid_request_error/;
function ofScaleway(row) {
    return (_, passage) => (scaleway_SIGN.test(passage.lower) ? row : undefined);
}
function scaleway_named({ groups: { name = '' } }) {
    if (name === '' || /\d{6}/.test(name))
        return SOME;
    const code = /^cpserverstype_/i.test(name) ? `CpServersType_${name.slice(14).toUpperCase()}` : name;
    return { kind: 'quota', what: code, code };
}
function namedByType(match, passage) {
    return /quota/.test(passage.lower) ? scaleway_named(match) : undefined;
}
function ofDetail({ used, limit }) {
    return some({ used: numberOf(used), limit: numberOf(limit), wanted: undefined });
}
const SOME = { kind: 'quota', what: 'A quota of Scaleway' };
const NOT_VALIDATED = {
    kind: 'account',
    what: 'Scaleway has not validated the account yet',
    advice: 'Complete the registration (identity, payment) in the console of Scaleway.',
};
const scaleway_CREDENTIALS = { kind: 'credentials', what: 'Scaleway does not accept the API key' };
const scaleway_DENIED = { kind: 'permissions', what: 'Scaleway denies an action to the API key of Qovery' };
const OUT_OF_STOCK = {
    kind: 'capacity',
    what: 'Scaleway has no free machines of this type in the zone',
};
const scaleway_THROTTLED = { kind: 'throttling', what: 'Too many Scaleway API calls at once' };
const NAME = '(?<name>[a-z0-9_-]{1,80})';
const DETAIL = [
    `"resource": ?"${NAME}"[^{}]{0,80}?"quota": ?(?<limit>\\d{1,9})[^{}]{0,40}?"current": ?(?<used>\\d{1,9})`,
    `"current": ?(?<used>\\d{1,9})[^{}]{0,40}?"quota": ?(?<limit>\\d{1,9})[^{}]{0,80}?"resource": ?"${NAME}"`,
    `"quota": ?(?<limit>\\d{1,9})[^{}]{0,40}?"current": ?(?<used>\\d{1,9})[^{}]{0,80}?"resource": ?"${NAME}"`,
    `"resource": ?"${NAME}"[^{}]{0,80}?"current": ?(?<used>\\d{1,9})[^{}]{0,40}?"quota": ?(?<limit>\\d{1,9})`,
];
const scaleway_RULES = compile([
    {
        says: new RegExp(` has reached its quota(?: \\((?<used>\\d{1,9})/(?<limit>\\d{1,9})\\))?(?<=\\b${NAME} has reached its quota[ ()\\d/]{0,24})`),
        row: scaleway_named,
        numbers: pair,
    },
    ...DETAIL.map((source) => ({ says: new RegExp(source), row: scaleway_named, numbers: ofDetail })),
    { says: new RegExp(`quota exceeded for this resource[^{}]{0,80}"resource": ?"${NAME}"`), row: scaleway_named },
    { says: new RegExp(`"resource": ?"${NAME}"[^{}]{0,120}quota exceeded`), row: namedByType },
    { says: new RegExp(`reached the maximum number of ${NAME} authorized by your organization`), row: scaleway_named },
    { says: /quota exceeded for this resource/, row: { ...SOME, vague: true } },
    { says: /quotas_exceeded/, row: { ...SOME, vague: true } },
    { says: /quota\(s\) exceeded: quotas reached/, row: { ...SOME, vague: true } },
    {
        says: /<code>quotaexceeded<\/code>/,
        row: {
            kind: 'quota',
            what: 'Object Storage',
            advice: 'Complete the registration of the account at Scaleway if it is new; otherwise ask Scaleway for more.',
        },
    },
    { says: /scw new account requires cloud provider validation/, row: NOT_VALIDATED },
    { says: /terraform_cloud_provider_activation_required/, row: NOT_VALIDATED },
    { says: /scaleway-sdk-go: denied authentication/, row: scaleway_CREDENTIALS },
    { says: /denied_authentication/, row: scaleway_CREDENTIALS },
    { says: /type: ?invalid_auth, ?apimessage/, row: scaleway_CREDENTIALS },
    { says: /scaleway-sdk-go: .{0,200}http error 401/, row: scaleway_CREDENTIALS },
    { says: /scaleway-sdk-go: insufficient permissions/, row: scaleway_DENIED },
    { says: /http error 403 forbidden: permission denied/, row: ofScaleway(scaleway_DENIED) },
    { says: /"type": ?"permissions_denied/, row: scaleway_DENIED },
    { says: /type: ?authorization_required/, row: scaleway_DENIED },
    { says: /"type": ?"authorization_required/, row: scaleway_DENIED },
    { says: /resource \S{1,60} is out of stock/, row: ofScaleway(OUT_OF_STOCK) },
    { says: /out_of_stock/, row: ofScaleway(OUT_OF_STOCK) },
    { says: /http error 429 too many/, row: ofScaleway(scaleway_THROTTLED) },
    { says: /too_many_requests/, row: ofScaleway(scaleway_THROTTLED) },
    { says: /scaleway-sdk-go: too many requests/, row: scaleway_THROTTLED },
]);
const scaleway = {
    name: 'Scaleway',
    qovery: 'SCW',
    find: (passage) => sentencesIn(passage, scaleway_RULES),
    region: (lower) => /\b((?:fr-par|nl-ams|pl-waw|it-mil))(?:-\d)?\b/.exec(lower)?.[1],
    usualTime: '1 to 3 business days',
    link: () => 'https://console.scaleway.com/support/tickets/create',
};

;// CONCATENATED MODULE: ./lib/provider-errors/preflight.js

const CHECK = /^[ \t]{0,40}\[(PASS|WARN|FAIL)\] (.{1,300})$/;
const COUNT = /(?<![\d.,/])(\d[\d,]{0,11}) ?\/ ?(\d[\d,]{0,11})(?![\d/])/;
const REASON = /^[ \t]{0,40}-> (.{1,500})$/;
function preflight(text) {
    const checks = [];
    for (const line of plain(text).split('\n')) {
        const [, level, rest = ''] = CHECK.exec(line.trimEnd()) ?? [];
        if (level !== undefined) {
            const dots = rest.indexOf(' ...');
            const check = (dots < 0 ? rest : rest.slice(0, dots)).trim();
            const says = dots < 0 ? '' : rest.slice(dots).replace(/^[ .]+/, '');
            const [used, limit] = (COUNT.exec(says) ?? [])
                .slice(1)
                .map((number) => Number(number.replaceAll(',', '')));
            checks.push({
                level: level,
                check,
                ...(used === undefined || limit === undefined ? {} : { used, limit }),
                says: says === '' ? [] : [says],
            });
        }
        else {
            const [, reason] = REASON.exec(line.trimEnd()) ?? [];
            if (reason !== undefined)
                checks.at(-1)?.says.push(reason);
        }
    }
    return checks;
}

;// CONCATENATED MODULE: ./lib/provider-errors/quota-in-use.js


function nameOfQuota(code) {
    return QUOTA_BY_CODE.get(code)?.what;
}
function quotaInUse({ code, name, region, used, limit, adjustable, ...of }) {
    const row = QUOTA_BY_CODE.get(code) ?? { kind: 'quota', what: name, service: of.service, code };
    const { what, service, unit } = row;
    const fixed = row.fixed === true || !adjustable;
    const facts = {
        ...{ kind: 'quota', provider: 'AWS', what, code, region },
        ...(used !== undefined && { used }),
        ...(limit !== undefined && { limit }),
        ...(service !== undefined && { service }),
        ...(unit !== undefined && { unit }),
        ...(fixed && { fixed: true }),
    };
    const link = fixed ? undefined : aws.link(row, region);
    const why = `${used === undefined ? 'It is almost used up' : `We use ${used} of them`} there, and our Kubernetes clusters cannot grow or be updated once it is reached.`;
    return {
        ...facts,
        global: row.global === true,
        advice: row.advice ?? (0,advice/* adviceFor */.cp)(facts, true),
        ...(link !== undefined && { link }),
        ...(!fixed && { usualTime: aws.usualTime, request: (0,advice/* requestFor */.pU)(facts, why) }),
    };
}

;// CONCATENATED MODULE: ./lib/provider-errors/index.js












const CLOUDS = [aws, gcp, azure, scaleway];
const MAX_LINES = 10_000;
function recognise(text, place) {
    return mostPressing(told([text], place, new Memory()));
}
function problemsInLog(lines, place) {
    const found = new Map();
    const memory = new memory_Memory();
    const timed = lines
        .slice(-MAX_LINES)
        .map((line) => ({ line, at: timeOf(line) }))
        .reverse()
        .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
    for (const { line, at } of timed) {
        const texts = (0,log/* textsOf */.CB)(line).filter((text) => (0,log/* isProblem */.AN)(line) || text.includes('[FAIL]'));
        for (const { error, key } of told(texts, place, memory)) {
            const { count = 0, ...newest } = found.get(key) ?? { error, at };
            found.set(key, { ...newest, count: count + 1 });
        }
    }
    return [...found.values()];
}
function told(texts, place, memory) {
    const clouds = cloudsOf(place);
    const read = texts.map((text) => errorsIn(text, place, clouds, memory));
    const clear = read.filter((found) => found.some(({ vague }) => !vague));
    if (clear.length > 0)
        return clear.flat().filter(({ ofQovery }) => !ofQovery);
    const provider = read.flat().filter(({ ofQovery }) => !ofQovery);
    return provider.length > 0 ? provider : read.flat().slice(0, 1);
}
function cloudsOf({ provider }) {
    const own = CLOUDS.find(({ qovery }) => qovery === provider.toUpperCase());
    return own === undefined ? CLOUDS : [own, { ...own, find: saidByQovery, ofQovery: true }];
}
function timeOf({ timestamp }) {
    const at = Date.parse(timestamp ?? '');
    return Number.isNaN(at) ? undefined : at;
}


/***/ })

};
