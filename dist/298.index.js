export const id = 298;
export const ids = [298];
export const modules = {

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


/***/ }),

/***/ 1298:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Rds: () => (/* binding */ Rds)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7278);
/* harmony import */ var _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9397);
/* harmony import */ var _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5896);
/* harmony import */ var _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4039);
/* harmony import */ var _error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(831);
/* harmony import */ var _pages_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2909);



class Rds {
    #client;
    #ask;
    #region;
    constructor(clients, region) {
        this.#client = clients.inRegion(region, _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_1__/* .RDSClient */ .r);
        this.#ask = clients.ask;
        this.#region = region;
    }
    async instances() {
        return (0,_pages_js__WEBPACK_IMPORTED_MODULE_2__/* .firstPages */ .b)(async (Marker) => {
            const answer = await this.#ask(`list the database instances in ${this.#region} (rds:DescribeDBInstances)`, (options) => this.#client.send(new _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_3__/* .DescribeDBInstancesCommand */ .h({ Marker }), options));
            if (answer.DBInstances === undefined)
                throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('DescribeDBInstances');
            return [answer.DBInstances, answer.Marker];
        });
    }
    async pendingMaintenance(of, identifiers) {
        const answer = await this.#ask(`tell the pending maintenance of the databases in ${this.#region} (rds:DescribePendingMaintenanceActions)`, (options) => this.#client.send(new _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_4__/* .DescribePendingMaintenanceActionsCommand */ .Y({
            Filters: [{ Name: of, Values: [...identifiers] }],
        }), options));
        if (answer.PendingMaintenanceActions === undefined)
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('DescribePendingMaintenanceActions');
        return answer.PendingMaintenanceActions;
    }
    async majorVersions(engine) {
        const answer = await this.#ask(`tell how long major versions of ${engine} are supported (rds:DescribeDBMajorEngineVersions)`, (options) => this.#client.send(new _aws_sdk_client_rds__WEBPACK_IMPORTED_MODULE_5__/* .DescribeDBMajorEngineVersionsCommand */ .B({ Engine: engine }), options));
        if (answer.DBMajorEngineVersions === undefined)
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('DescribeDBMajorEngineVersions');
        return answer.DBMajorEngineVersions;
    }
    close() {
        this.#client.destroy();
    }
}


/***/ })

};
