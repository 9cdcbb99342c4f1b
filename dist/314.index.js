export const id = 314;
export const ids = [314];
export const modules = {

/***/ 6314:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ServiceQuotas: () => (/* binding */ ServiceQuotas)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_service_quotas__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2924);
/* harmony import */ var _error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(831);


class ServiceQuotas {
    #client;
    #ask;
    #region;
    constructor(clients, region) {
        this.#client = clients.inRegion(region, _aws_sdk_client_service_quotas__WEBPACK_IMPORTED_MODULE_1__/* .ServiceQuotasClient */ .iVb);
        this.#ask = clients.ask;
        this.#region = region;
    }
    async startReport() {
        const { ReportId: id } = await this.#ask(`report the quotas in use in ${this.#region} (servicequotas:StartQuotaUtilizationReport)`, (options) => this.#client.send(new _aws_sdk_client_service_quotas__WEBPACK_IMPORTED_MODULE_1__/* .StartQuotaUtilizationReportCommand */ .uH8({}), options));
        if (!id)
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .malformed */ .Qm)('StartQuotaUtilizationReport');
        return id;
    }
    async report(id, page) {
        return this.#ask(`give its report of the quotas in use in ${this.#region} (servicequotas:GetQuotaUtilizationReport)`, (options) => this.#client.send(new _aws_sdk_client_service_quotas__WEBPACK_IMPORTED_MODULE_1__/* .GetQuotaUtilizationReportCommand */ .uTC({
            ReportId: id,
            ...(page === undefined ? {} : { NextToken: page }),
        }), options));
    }
    close() {
        this.#client.destroy();
    }
}


/***/ })

};
