export const id = 860;
export const ids = [860];
export const modules = {

/***/ 1860:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Eks: () => (/* binding */ Eks)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_eks__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2024);
/* harmony import */ var _aws_sdk_client_eks__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9643);
/* harmony import */ var _aws_sdk_client_eks__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6743);
/* harmony import */ var _aws_sdk_client_eks__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4073);
/* harmony import */ var _error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(831);
/* harmony import */ var _pages_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2909);



class Eks {
    #client;
    #ask;
    #region;
    constructor(clients, region) {
        this.#client = clients.inRegion(region, _aws_sdk_client_eks__WEBPACK_IMPORTED_MODULE_1__/* .EKSClient */ .J);
        this.#ask = clients.ask;
        this.#region = region;
    }
    async versions() {
        return (0,_pages_js__WEBPACK_IMPORTED_MODULE_2__/* .firstPages */ .b)(async (nextToken) => {
            const answer = await this.#ask(`tell how long Kubernetes versions are supported in ${this.#region} (eks:DescribeClusterVersions)`, (options) => this.#client.send(new _aws_sdk_client_eks__WEBPACK_IMPORTED_MODULE_3__/* .DescribeClusterVersionsCommand */ .s({ includeAll: true, nextToken }), options));
            if (answer.clusterVersions === undefined)
                throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('DescribeClusterVersions');
            return [answer.clusterVersions, answer.nextToken];
        });
    }
    async insights(cluster) {
        return (0,_pages_js__WEBPACK_IMPORTED_MODULE_2__/* .firstPages */ .b)(async (nextToken) => {
            const answer = await this.#ask(`list the insights of ${cluster} in ${this.#region} (eks:ListInsights)`, (options) => this.#client.send(new _aws_sdk_client_eks__WEBPACK_IMPORTED_MODULE_4__/* .ListInsightsCommand */ .f({
                clusterName: cluster,
                filter: { categories: ['UPGRADE_READINESS', 'ROLLBACK_READINESS'] },
                nextToken,
            }), options));
            if (answer.insights === undefined)
                throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('ListInsights');
            return [answer.insights, answer.nextToken];
        });
    }
    async insight(cluster, id) {
        const { insight } = await this.#ask(`describe an insight of ${cluster} in ${this.#region} (eks:DescribeInsight)`, (options) => this.#client.send(new _aws_sdk_client_eks__WEBPACK_IMPORTED_MODULE_5__/* .DescribeInsightCommand */ .t({ clusterName: cluster, id }), options));
        if (insight === undefined)
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('DescribeInsight');
        return insight;
    }
    close() {
        this.#client.destroy();
    }
}


/***/ }),

/***/ 2909:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ firstPages)
/* harmony export */ });
const MAX_PAGES = 2;
async function firstPages(read) {
    const found = [];
    let from;
    for (let page = 0; page < MAX_PAGES; page++) {
        const [more, next] = await read(from);
        found.push(...more);
        from = next;
        if (from === undefined)
            break;
    }
    return { found, all: from === undefined };
}


/***/ })

};
